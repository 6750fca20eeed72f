// MeanAbsoluteError: mean(|y - t|)
#pragma once
#include "metrics/metric.h"
#include "metrics/target.h"

namespace nntrain::metrics {

struct MeanAbsoluteError {
  static constexpr std::string_view type = "MeanAbsoluteError", summary = "The mean size of the difference.";
  static constexpr std::array<std::string_view, 2> aliases{"mae", "MAE"};
  static constexpr bool higher_is_better = false;

  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&MeanAbsoluteError::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_mean(abs(prediction - target_vector(target, prediction)));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

}  // namespace nntrain::metrics
