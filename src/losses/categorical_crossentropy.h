// CategoricalCrossentropy: -sum(t log(p)) over the axis
#pragma once
#include "losses/crossentropy.h"
#include "losses/loss.h"

namespace nntrain::losses {

struct CategoricalCrossentropy {
  static constexpr std::string_view
      type = "CategoricalCrossentropy",
      summary =
          "For one class of several, the target a vector with a 1 at the class; goes with a "
          "softmax.";
  static constexpr TargetForm target_form = TargetForm::one_hot;
  static constexpr Range target_range = unit;

  CrossentropyOptions options;
  LossOptions common;

  static constexpr std::array params{
      inlined<&CategoricalCrossentropy::options>(),
      inlined<&CategoricalCrossentropy::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const { return categorical_crossentropy(target, prediction, options); }
};

}  // namespace nntrain::losses
