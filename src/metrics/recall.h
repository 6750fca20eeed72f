// Recall: true positives / (true positives + false negatives)
#pragma once
#include "metrics/confusion.h"

namespace nntrain::metrics {

struct Recall {
  static constexpr std::string_view type = "Recall", summary = "Of the rows that are yes, how many were found.";
  static constexpr bool higher_is_better = true;

  PositiveOptions options;
  std::optional<std::string> name;

  static constexpr std::array params{
      inlined<&Recall::options>(),
      optional<&Recall::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const { options.update(totals, target, prediction); }
  double result(std::span<const double> totals) const { return mean_ratio<&Confusion::false_negatives>(totals); }
};

}  // namespace nntrain::metrics
