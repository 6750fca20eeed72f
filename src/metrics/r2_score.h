// R2Score: 1 - Σ(t - y)² / Σ(t - mean(t))² of each unit
#pragma once
#include "metrics/metric.h"

namespace nntrain {

namespace metrics {
enum class ClassAggregation { uniform_average, variance_weighted_average };
}  // namespace metrics
template <>
inline constexpr std::array<std::string_view, 2> enum_names<metrics::ClassAggregation>{"uniform_average",
                                                                                       "variance_weighted_average"};

namespace metrics {

struct R2Score {
  static constexpr std::string_view type = "R2Score",
                                    summary = "Which part of the target's variance is explained; 1 is all of it.";
  static constexpr bool higher_is_better = true;

  std::optional<ClassAggregation> class_aggregation = ClassAggregation::uniform_average;
  Index num_regressors = 0;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&R2Score::class_aggregation>("class_aggregation", "how units combine; null is uniform_average"),
      optional<&R2Score::num_regressors>("num_regressors", "of the adjusted score; 0 for the plain one", non_negative),
      optional<&R2Score::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const;
  double result(std::span<const double> totals) const;
};

}  // namespace metrics

}  // namespace nntrain
