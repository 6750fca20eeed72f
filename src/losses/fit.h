// Whether a loss fits its target and what the network gives, and the logits behind a softmax or sigmoid. `loss` is the
// name in messages; all errors are Error{config} at "loss", with the way out in the hint.
#pragma once
#include <string_view>

#include "graph/ops.h"

namespace nntrain::losses {

// Errors: the shapes differ; a softmax over one unit, which is always 1.
void require_same_shape(std::string_view loss, Tensor target, Tensor prediction);
// The target (B, ..., 1) holds class numbers of the prediction (B, ..., n). Errors: the shapes differ otherwise.
void require_class_numbers(std::string_view loss, Tensor target, Tensor prediction);

// Errors: one unit; from_logits behind a softmax or sigmoid; without it a last layer that is linear, or whose activation
// does not give probabilities.
void require_class_probabilities(std::string_view loss, Tensor prediction, bool from_logits);
// Errors: a softmax; and as above.
void require_yes_no_probabilities(std::string_view loss, Tensor prediction, bool from_logits);

// x if the prediction is `activation`(x) ("softmax", "sigmoid"), perhaps reshaped; in the prediction's shape. Else
// none.
Tensor logits_behind(Tensor prediction, std::string_view activation);

}  // namespace nntrain::losses
