// RootMeanSquaredError: sqrt(mean((y - t)²)), of masked places too: in Keras it is the one mean that sees no mask
#pragma once
#include <cmath>

#include "metrics/metric.h"
#include "metrics/target.h"

namespace nntrain::metrics {

struct RootMeanSquaredError {
  static constexpr std::string_view
      type = "RootMeanSquaredError",
      summary = "The root of the mean square of the difference: an error in the target's own unit.";
  static constexpr bool higher_is_better = false;

  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&RootMeanSquaredError::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_unmasked_mean(square(prediction - target_vector(target, prediction)));
  }
  double result(std::span<const double> totals) const { return std::sqrt(mean_result(totals)); }
};

}  // namespace nntrain::metrics
