// MeanSquaredError: mean((y - t)²) over the last axis
#pragma once
#include "losses/fit.h"
#include "losses/loss.h"

namespace nntrain::losses {

struct MeanSquaredError {
  static constexpr std::string_view type = "MeanSquaredError",
                                    summary = "The square of the difference, for numbers that are to be met.";
  static constexpr std::array<std::string_view, 2> aliases{"mse", "MSE"};
  static constexpr TargetForm target_form = TargetForm::number;

  LossOptions common;

  static constexpr std::array params{
      inlined<&MeanSquaredError::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    require_same_shape("mean_squared_error", target, prediction);
    return mean(square(prediction - target), {prediction.shape().rank() - 1});
  }
};

}  // namespace nntrain::losses
