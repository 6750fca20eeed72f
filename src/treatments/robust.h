// robust: y = (x - median) / (upper quartile - lower quartile)      where the quartiles are equal: x - median
// scikit-learn: RobustScaler
#pragma once
#include "treatments/treatment.h"

namespace nntrain::treatments {

struct Robust {
  static constexpr std::string_view type = "robust", summary = "Scales by median and quartiles, which outliers do not move.";

  std::optional<double> center, scale;

  static constexpr std::array params{
      optional<&Robust::center>("center", "what becomes 0; null: the training rows' median"),
      optional<&Robust::scale>("scale", "what becomes 1 away from it; null: the distance of the training rows' quartiles",
                               positive),
  };

  Flow flow(const Flow& in) const { return number_flow(in, type); }
  bool must_learn() const { return !center || !scale; }
  Robust learned(std::span<const double> values) const;
  double apply(double x) const { return (x - *center) / *scale; }
  Undo undo() const { return {*scale, *center}; }
};

}  // namespace nntrain::treatments
