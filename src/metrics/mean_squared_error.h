// MeanSquaredError: mean((y - t)²)
#pragma once
#include "metrics/metric.h"
#include "metrics/target.h"

namespace nntrain::metrics {

struct MeanSquaredError {
  static constexpr std::string_view type = "MeanSquaredError", summary = "The mean square of the difference.";
  static constexpr std::array<std::string_view, 2> aliases{"mse", "MSE"};
  static constexpr bool higher_is_better = false;

  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&MeanSquaredError::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_mean(square(prediction - target_vector(target, prediction)));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

}  // namespace nntrain::metrics
