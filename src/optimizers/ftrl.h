// Ftrl, follow the regularised leader (McMahan et al. 2013), with shrinkage: g' = g + 2 s w; n' = n + g²;
// z += g' - (n'^p - n^p) / rate · w; w = (clip(z, -l1, l1) - z) / (n'^p / rate + 2 l2 + β / rate); p =
// -learning_rate_power
#pragma once
#include "optimizers/optimizer.h"

namespace nntrain::optimizers {

struct Ftrl {
  static constexpr std::string_view type = "Ftrl", summary = "For large and sparse linear models.";
  static constexpr std::array<std::string_view, 2> number_names{"learning_rate", "initial_accumulator"};

  LearningRate learning_rate = 0.001;
  double learning_rate_power = -0.5;
  double initial_accumulator_value = 0.1;
  double l1_regularization_strength = 0, l2_regularization_strength = 0, l2_shrinkage_regularization_strength = 0;
  double beta = 0;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&Ftrl::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      optional<&Ftrl::learning_rate_power>("learning_rate_power",
                                           "how steps shrink with the squares so far; 0: not at all",
                                           {-unbounded, 0, false, false, "<= 0"}),
      optional<&Ftrl::initial_accumulator_value>("initial_accumulator_value", "what the squares are added to",
                                                 non_negative),
      optional<&Ftrl::l1_regularization_strength>("l1_regularization_strength", "draws small weights to 0",
                                                  non_negative),
      optional<&Ftrl::l2_regularization_strength>("l2_regularization_strength", "draws large weights towards 0",
                                                  non_negative),
      optional<&Ftrl::l2_shrinkage_regularization_strength>("l2_shrinkage_regularization_strength",
                                                            "adds part of the weight to its gradient", non_negative),
      optional<&Ftrl::beta>("beta", "smooths the first steps", non_negative),
      inlined<&Ftrl::options>(),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const;
  // A slot is zero before the first step, which adds what it should have started from.
  void numbers(std::int64_t step, double rate, std::span<double> out) const {
    out[0] = rate;
    out[1] = step == 1 ? initial_accumulator_value : 0;
  }
};

}  // namespace nntrain::optimizers
