// KLDivergence: sum(t log(t / y)) over the last axis, t and y clipped to [1e-7, 1]
#pragma once
#include "losses/fit.h"
#include "losses/loss.h"
#include "losses/numeric.h"

namespace nntrain::losses {

struct KLDivergence {
  static constexpr std::string_view type = "KLDivergence",
                                    summary = "How far one distribution over classes is from another.";
  static constexpr std::array<std::string_view, 2> aliases{"kld", "KLD"};
  static constexpr TargetForm target_form = TargetForm::one_hot;
  static constexpr Range target_range = unit;

  LossOptions common;

  static constexpr std::array params{
      inlined<&KLDivergence::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    require_same_shape("kl_divergence", target, prediction);
    const Tensor t = clip(target, epsilon, 1);
    return sum_last(t * log(t / clip(prediction, epsilon, 1)));
  }
};

}  // namespace nntrain::losses
