// LogCosh: mean(log(cosh(e))) over the last axis, e = y - t; computed as e + softplus(-2e) - log(2)
#pragma once
#include <numbers>

#include "losses/fit.h"
#include "losses/loss.h"

namespace nntrain::losses {

struct LogCosh {
  static constexpr std::string_view
      type = "LogCosh",
      summary = "About the half square of small differences, the size of large ones; smooth everywhere.";
  static constexpr TargetForm target_form = TargetForm::number;

  LossOptions common;

  static constexpr std::array params{
      inlined<&LogCosh::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    require_same_shape("log_cosh", target, prediction);
    const Tensor error = prediction - target;
    return mean(error + softplus(error * -2.0) - std::numbers::ln2, {prediction.shape().rank() - 1});
  }
};

}  // namespace nntrain::losses
