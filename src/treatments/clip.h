// clip: y = min(max(x, low), high)
#pragma once
#include <algorithm>

#include "treatments/treatment.h"

namespace nntrain::treatments {

struct Clip {
  static constexpr std::string_view type = "clip", summary = "Moves outliers to the ends of a range.";

  std::optional<double> low, high;
  double quantile = 0.01;

  static constexpr std::array params{
      optional<&Clip::low>("low", "the smallest that is let through; null: the training rows' quantile"),
      optional<&Clip::high>("high", "the largest that is let through; null: the training rows' 1 - quantile"),
      optional<&Clip::quantile>("quantile", "the share of rows to move at each end that is not said",
                                Range{0, 0.5, false, true, "in [0, 0.5)"}),
  };
  std::string check() const { return low && high && *low > *high ? "low must not be greater than high" : ""; }

  Flow flow(const Flow& in) const { return number_flow(in, type); }
  bool must_learn() const { return !low || !high; }
  Clip learned(std::span<const double> values) const;
  double apply(double x) const { return std::min(std::max(x, *low), *high); }
};

}  // namespace nntrain::treatments
