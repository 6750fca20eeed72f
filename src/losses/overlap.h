// How little a predicted region overlaps the true one, for targets and predictions in [0, 1]. Sums run over the axes,
// or over the whole batch.
// Dice: 1 - 2 Σ(t y) / (Σt + Σy). Tversky: 1 - Σ(t y) / (Σ(t y) + α Σ(t (1 - y)) + β Σ(y (1 - t))).
#pragma once
#include <optional>

#include "losses/loss.h"

namespace nntrain::losses {

struct Dice {
  static constexpr std::string_view type = "Dice", summary = "How little the predicted region overlaps the true one.";
  static constexpr TargetForm target_form = TargetForm::number;

  std::optional<OneOrMany<Index>> axis;
  LossOptions common;

  static constexpr std::array params{
      optional<&Dice::axis>("axis", "the axes that make up a region; null: the whole batch is one"),
      inlined<&Dice::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const;
};

struct Tversky {
  static constexpr std::string_view type = "Tversky",
                                    summary = "Dice that weighs what is missed and what is too much differently.";
  static constexpr TargetForm target_form = TargetForm::number;

  double alpha = 0.5, beta = 0.5;
  std::optional<OneOrMany<Index>> axis;
  LossOptions common;

  static constexpr std::array params{
      optional<&Tversky::alpha>("alpha", "weight of what the prediction misses"),
      optional<&Tversky::beta>("beta", "weight of what it has too much"),
      optional<&Tversky::axis>("axis", "the axes that make up a region; null: the whole batch is one"),
      inlined<&Tversky::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const;
};

}  // namespace nntrain::losses
