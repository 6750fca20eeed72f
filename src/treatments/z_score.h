// z_score: y = (x - mean) / std      std over all training rows (divided by their number); of a constant column 1
// scikit-learn: StandardScaler
#pragma once
#include "treatments/treatment.h"

namespace nntrain::treatments {

struct ZScore {
  static constexpr std::string_view type = "z_score", summary = "Gives a column mean 0 and standard deviation 1.";
  static constexpr std::array<std::string_view, 2> aliases{"standard", "standardize"};

  std::optional<double> mean, std;

  static constexpr std::array params{
      optional<&ZScore::mean>("mean", "what becomes 0; null: the training rows' mean"),
      optional<&ZScore::std>("std", "what becomes 1 away from it; null: the training rows' standard deviation", positive),
  };

  Flow flow(const Flow& in) const { return number_flow(in, type); }
  bool must_learn() const { return !mean || !std; }
  ZScore learned(std::span<const double> values) const;
  double apply(double x) const { return (x - *mean) / *std; }
  Undo undo() const { return {*std, *mean}; }
};

}  // namespace nntrain::treatments
