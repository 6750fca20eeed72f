// Huber: mean over the last axis of e²/2 where |e| <= δ, else δ|e| - δ²/2; e = y - t
#pragma once
#include "losses/fit.h"
#include "losses/loss.h"

namespace nntrain::losses {

struct Huber {
  static constexpr std::string_view
      type = "Huber",
      summary = "The square of small differences, the size of large ones: far-off rows pull less.";
  static constexpr TargetForm target_form = TargetForm::number;

  double delta = 1;
  LossOptions common;

  static constexpr std::array params{
      optional<&Huber::delta>("delta", "where the square ends", positive),
      inlined<&Huber::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    require_same_shape("huber", target, prediction);
    const Tensor error = prediction - target, size = abs(error);
    const Tensor linear = size * delta - 0.5 * delta * delta;
    return mean(select(greater(size, delta), linear, square(error) * 0.5), {prediction.shape().rank() - 1});
  }
};

}  // namespace nntrain::losses
