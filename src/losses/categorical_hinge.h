// CategoricalHinge: max(1 + max((1 - t) y) - sum(t y), 0) over the last axis
#pragma once
#include "losses/fit.h"
#include "losses/loss.h"

namespace nntrain::losses {

struct CategoricalHinge {
  static constexpr std::string_view type = "CategoricalHinge",
                                    summary = "For one class of several: the class must beat every other by 1.";
  static constexpr TargetForm target_form = TargetForm::one_hot;

  LossOptions common;

  static constexpr std::array params{
      inlined<&CategoricalHinge::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    require_same_shape("categorical_hinge", target, prediction);
    const Tensor others = (1.0 - target) * prediction;
    return maximum(pick(others, argmax_last(others)) - sum_last(target * prediction) + 1.0, 0);
  }
};

}  // namespace nntrain::losses
