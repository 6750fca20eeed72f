// Poisson: mean(y - t log(y + 1e-7)) over the last axis
#pragma once
#include "losses/fit.h"
#include "losses/loss.h"
#include "losses/numeric.h"

namespace nntrain::losses {

struct Poisson {
  static constexpr std::string_view type = "Poisson", summary = "For counts, whose spread grows with their size.";
  static constexpr TargetForm target_form = TargetForm::number;
  static constexpr Range target_range = non_negative;
  static constexpr std::string_view when_not_finite =
      "poisson takes the logarithm of the outputs, which must be above 0: give the last layer \"activation\": \"softplus\"";

  LossOptions common;

  static constexpr std::array params{
      inlined<&Poisson::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    require_same_shape("poisson", target, prediction);
    return mean(prediction - target * log(prediction + epsilon), {prediction.shape().rank() - 1});
  }
};

}  // namespace nntrain::losses
