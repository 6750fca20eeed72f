// Precision: true positives / (true positives + false positives)
#pragma once
#include "metrics/confusion.h"

namespace nntrain::metrics {

struct Precision {
  static constexpr std::string_view type = "Precision", summary = "Of the answers yes, how many are right.";
  static constexpr bool higher_is_better = true;

  PositiveOptions options;
  std::optional<std::string> name;

  static constexpr std::array params{
      inlined<&Precision::options>(),
      optional<&Precision::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const { options.update(totals, target, prediction); }
  double result(std::span<const double> totals) const { return mean_ratio<&Confusion::false_positives>(totals); }
};

}  // namespace nntrain::metrics
