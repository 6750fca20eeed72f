// SparseCategoricalAccuracy: mean(t == argmax(y))
#pragma once
#include "metrics/metric.h"
#include "metrics/target.h"

namespace nntrain::metrics {

struct SparseCategoricalAccuracy {
  static constexpr std::string_view type = "SparseCategoricalAccuracy",
                                    summary = "How often the largest unit is at the target's class number.";
  static constexpr bool higher_is_better = true;

  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&SparseCategoricalAccuracy::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_mean(equal(class_number(target, prediction), argmax_last(prediction)));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

}  // namespace nntrain::metrics
