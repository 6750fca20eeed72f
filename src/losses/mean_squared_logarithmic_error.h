// MeanSquaredLogarithmicError: mean((log(y + 1) - log(t + 1))²) over the last axis; what is below 1e-7 counts as that
#pragma once
#include "losses/fit.h"
#include "losses/loss.h"
#include "losses/numeric.h"

namespace nntrain::losses {

struct MeanSquaredLogarithmicError {
  static constexpr std::string_view
      type = "MeanSquaredLogarithmicError",
      summary = "The squared difference of logarithms: what counts is by which factor it is off.";
  static constexpr std::array<std::string_view, 2> aliases{"msle", "MSLE"};
  static constexpr TargetForm target_form = TargetForm::number;

  LossOptions common;

  static constexpr std::array params{
      inlined<&MeanSquaredLogarithmicError::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    require_same_shape("mean_squared_logarithmic_error", target, prediction);
    const Tensor difference = log(maximum(prediction, epsilon) + 1.0) - log(maximum(target, epsilon) + 1.0);
    return mean(square(difference), {prediction.shape().rank() - 1});
  }
};

}  // namespace nntrain::losses
