// power: Yeo-Johnson's transformation, as near to a bell curve as its one number lambda allows, then a z_score.
//   x >= 0: ((x + 1)^lambda - 1) / lambda, ln(x + 1) for lambda 0
//   x <  0: -((1 - x)^(2 - lambda) - 1) / (2 - lambda), -ln(1 - x) for lambda 2
// lambda makes the training rows likeliest under a normal distribution. scikit-learn: PowerTransformer
// I. Yeo and R. A. Johnson, "A new family of power transformations to improve normality or symmetry", 2000
#pragma once
#include "treatments/treatment.h"

namespace nntrain::treatments {

struct Power {
  static constexpr std::string_view type = "power", summary = "Bends a skewed column towards a bell curve (Yeo-Johnson).";
  static constexpr std::array<std::string_view, 1> aliases{"yeo_johnson"};

  std::optional<double> lambda, mean, std;

  static constexpr std::array params{
      optional<&Power::lambda>("lambda", "how it is bent, 1: not at all; null: the training rows decide"),
      optional<&Power::mean>("mean", "of what comes of it, becomes 0; null: the training rows' mean"),
      optional<&Power::std>("std", "its standard deviation, becomes 1; null: the training rows'", positive),
  };

  Flow flow(const Flow& in) const { return number_flow(in, type); }
  bool must_learn() const { return !lambda || !mean || !std; }
  Power learned(std::span<const double> values) const;
  double apply(double x) const;
};

}  // namespace nntrain::treatments
