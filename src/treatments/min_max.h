// min_max: y = low + (x - min) / (max - min) · (high - low)      of a constant column: low
// scikit-learn: MinMaxScaler
#pragma once
#include "treatments/treatment.h"

namespace nntrain::treatments {

struct MinMax {
  static constexpr std::string_view type = "min_max", summary = "Gives a column the range from 0 to 1.";

  std::optional<double> min, max;
  double low = 0, high = 1;

  static constexpr std::array params{
      optional<&MinMax::min>("min", "what becomes low; null: the training rows' smallest"),
      optional<&MinMax::max>("max", "what becomes high; null: the training rows' largest"),
      optional<&MinMax::low>("low", "where the range begins"),
      optional<&MinMax::high>("high", "where it ends"),
  };
  std::string check() const {
    if (low >= high) return "low must be less than high";
    return min && max && *min > *max ? "min must not be greater than max" : "";
  }

  Flow flow(const Flow& in) const { return number_flow(in, type); }
  bool must_learn() const { return !min || !max; }
  MinMax learned(std::span<const double> values) const;
  double apply(double x) const { return (x - *min) * scale() + low; }
  Undo undo() const { return {1 / scale(), *min - low / scale()}; }

 private:
  double scale() const { return (high - low) / (*max > *min ? *max - *min : 1); }
};

}  // namespace nntrain::treatments
