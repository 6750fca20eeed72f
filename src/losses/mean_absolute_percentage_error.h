// MeanAbsolutePercentageError: 100 mean(|t - y| / max(|t|, 1e-7)) over the last axis
#pragma once
#include "losses/fit.h"
#include "losses/loss.h"
#include "losses/numeric.h"

namespace nntrain::losses {

struct MeanAbsolutePercentageError {
  static constexpr std::string_view type = "MeanAbsolutePercentageError",
                                    summary = "The size of the difference in percent of the target.";
  static constexpr std::array<std::string_view, 2> aliases{"mape", "MAPE"};
  static constexpr TargetForm target_form = TargetForm::number;

  LossOptions common;

  static constexpr std::array params{
      inlined<&MeanAbsolutePercentageError::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    require_same_shape("mean_absolute_percentage_error", target, prediction);
    return mean(abs((target - prediction) / maximum(abs(target), epsilon)), {prediction.shape().rank() - 1}) * 100.0;
  }
};

}  // namespace nntrain::losses
