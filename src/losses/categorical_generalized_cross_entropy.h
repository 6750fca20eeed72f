// CategoricalGeneralizedCrossEntropy: (1 - p[t]^q) / q, t the number of the class (Zhang & Sabuncu 2018)
#pragma once
#include "losses/fit.h"
#include "losses/loss.h"
#include "losses/numeric.h"

namespace nntrain::losses {

struct CategoricalGeneralizedCrossEntropy {
  static constexpr std::string_view
      type = "CategoricalGeneralizedCrossEntropy",
      summary = "Between cross-entropy (q near 0) and absolute error (q near 1): for targets that may be wrong.";
  static constexpr TargetForm target_form = TargetForm::class_index;

  double q = 0.5;
  LossOptions common;

  static constexpr std::array params{
      optional<&CategoricalGeneralizedCrossEntropy::q>("q", "how much it forgives wrong targets", open_unit),
      inlined<&CategoricalGeneralizedCrossEntropy::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    constexpr std::string_view name = "categorical_generalized_cross_entropy";
    require_class_probabilities(name, prediction, false);
    require_class_numbers(name, target, prediction);
    return (1.0 - power(pick(prediction, target), q)) / q;
  }
};

}  // namespace nntrain::losses
