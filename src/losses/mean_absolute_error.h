// MeanAbsoluteError: mean(|y - t|) over the last axis
#pragma once
#include "losses/fit.h"
#include "losses/loss.h"

namespace nntrain::losses {

struct MeanAbsoluteError {
  static constexpr std::string_view type = "MeanAbsoluteError",
                                    summary =
                                        "The size of the difference: far-off rows pull less than by their square.";
  static constexpr std::array<std::string_view, 2> aliases{"mae", "MAE"};
  static constexpr TargetForm target_form = TargetForm::number;

  LossOptions common;

  static constexpr std::array params{
      inlined<&MeanAbsoluteError::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    require_same_shape("mean_absolute_error", target, prediction);
    return mean(abs(prediction - target), {prediction.shape().rank() - 1});
  }
};

}  // namespace nntrain::losses
