// BinaryAccuracy: mean(t == (y > threshold))
#pragma once
#include "metrics/metric.h"
#include "metrics/target.h"

namespace nntrain::metrics {

struct BinaryAccuracy {
  static constexpr std::string_view type = "BinaryAccuracy",
                                    summary = "How often a unit is on the right side of the threshold.";
  static constexpr bool higher_is_better = true;

  double threshold = 0.5;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&BinaryAccuracy::threshold>("threshold", "above it the answer is yes"),
      optional<&BinaryAccuracy::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_mean(side_matches(target, prediction, threshold));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

}  // namespace nntrain::metrics
