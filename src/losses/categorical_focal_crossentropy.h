// CategoricalFocalCrossentropy: -sum(α (1 - p)^γ t log(p)) over the axis (Lin et al. 2018)
#pragma once
#include "losses/crossentropy.h"
#include "losses/loss.h"

namespace nntrain::losses {

struct CategoricalFocalCrossentropy {
  static constexpr std::string_view type = "CategoricalFocalCrossentropy",
                                    summary = "CategoricalCrossentropy that looks away from rows already right.";
  static constexpr TargetForm target_form = TargetForm::one_hot;
  static constexpr Range target_range = unit;

  OneOrMany<double> alpha{{0.25}};
  double gamma = 2;
  CrossentropyOptions options;
  LossOptions common;

  static constexpr std::array params{
      optional<&CategoricalFocalCrossentropy::alpha>("alpha", "weight of the classes, or of each class"),
      optional<&CategoricalFocalCrossentropy::gamma>("gamma", "how strongly it looks away; 0 not at all", non_negative),
      inlined<&CategoricalFocalCrossentropy::options>(),
      inlined<&CategoricalFocalCrossentropy::common>(),
  };
  std::string check() const { return alpha.values.empty() ? "alpha must not be an empty list" : ""; }

  Tensor call(Tensor target, Tensor prediction) const;
};

}  // namespace nntrain::losses
