// BinaryFocalCrossentropy: mean over the axis of (1 - q)^γ · BinaryCrossentropy, q = t p + (1 - t)(1 - p) the
// probability given to the truth (Lin et al. 2018); with class balancing times α where t is 1, 1 - α where it is 0.
#pragma once
#include "losses/crossentropy.h"
#include "losses/fit.h"
#include "losses/loss.h"
#include "losses/numeric.h"

namespace nntrain::losses {

struct BinaryFocalCrossentropy {
  static constexpr std::string_view type = "BinaryFocalCrossentropy",
                                    summary = "BinaryCrossentropy that looks away from rows already right.";
  static constexpr TargetForm target_form = TargetForm::number;
  static constexpr Range target_range = unit;

  bool apply_class_balancing = false;
  double alpha = 0.25;
  double gamma = 2;
  CrossentropyOptions options;
  LossOptions common;

  static constexpr std::array params{
      optional<&BinaryFocalCrossentropy::apply_class_balancing>("apply_class_balancing",
                                                                "weigh yes by alpha, no by 1 - alpha"),
      optional<&BinaryFocalCrossentropy::alpha>("alpha", "weight of the targets that are yes", unit),
      optional<&BinaryFocalCrossentropy::gamma>("gamma", "how strongly it looks away; 0 not at all", non_negative),
      inlined<&BinaryFocalCrossentropy::options>(),
      inlined<&BinaryFocalCrossentropy::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    constexpr std::string_view name = "binary_focal_crossentropy";
    require_yes_no_probabilities(name, prediction, options.from_logits);
    require_same_shape(name, target, prediction);
    const Tensor t = target * (1 - options.label_smoothing) + 0.5 * options.label_smoothing;
    const Tensor p = options.from_logits ? sigmoid(prediction) : prediction, in_range = clipped(p);
    const Tensor crossentropy = -(t * log(in_range) + (1.0 - t) * log(1.0 - in_range));
    Tensor loss = power(1.0 - (t * p + (1.0 - t) * (1.0 - p)), gamma) * crossentropy;
    if (apply_class_balancing) loss = loss * (t * alpha + (1.0 - t) * (1 - alpha));
    loss = axis_last(loss, options.axis);
    return mean(loss, {loss.shape().rank() - 1});
  }
};

}  // namespace nntrain::losses
