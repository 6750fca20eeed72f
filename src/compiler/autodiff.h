// Reverse mode: the gradient of a graph, as further ops of the same graph.
#pragma once
#include "graph/graph.h"

namespace nntrain {

// Emits the backward ops and returns d loss / d w for each of `with_respect_to`, shaped like it. `loss` has one element.
// A tensor that the loss does not depend on gets an empty Tensor.
std::vector<Tensor> gradients(Tensor loss, std::span<const Tensor> with_respect_to);

}  // namespace nntrain
