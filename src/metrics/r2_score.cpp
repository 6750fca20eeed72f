#include "metrics/r2_score.h"

#include <cmath>

#include "metrics/target.h"

namespace nntrain::metrics {

void R2Score::update(Totals& totals, Tensor target, Tensor prediction) const {
  const Tensor t = target_vector(target, prediction), weight = totals.weights(prediction.shape());
  totals.add("sum", sum_rows(t * weight));
  totals.add("squared_sum", sum_rows(square(t) * weight));
  totals.add("residual", sum_rows(square(t - prediction) * weight));
  totals.add("count", sum_rows(weight));
  totals.add("numbers", totals.batch_size() * static_cast<double>(prediction.shape().size()));
}

double R2Score::result(std::span<const double> totals) const {
  const std::size_t units = totals.size() / 4;
  double scores = 0, weighted = 0, variances = 0;
  for (std::size_t i = 0; i < units; ++i) {
    const double sum = totals[i], squared_sum = totals[units + i];
    const double residual = totals[2 * units + i], count = totals[3 * units + i];
    const double variance = squared_sum - sum * (sum / count);
    double score = 1 - residual / variance;
    if (std::isinf(score)) score = 0;
    scores += score;
    weighted += variance * score;
    variances += variance;
  }
  const bool by_variance = class_aggregation == ClassAggregation::variance_weighted_average;
  const double score = by_variance ? weighted / variances : scores / static_cast<double>(units);
  const double spare = totals.back() - static_cast<double>(num_regressors) - 1;  // degrees of freedom
  return num_regressors == 0 || spare <= 0 ? score : 1 - (1 - score) * (totals.back() - 1) / spare;
}

}  // namespace nntrain::metrics
