// Correlations of target and prediction within each row, along the axis; the mean over rows. c(x) = x - mean(x).
// PearsonCorrelation: mean(c(t) c(y)) / (σ(t) σ(y)).
// ConcordanceCorrelation: 2 mean((t - mean(y)) c(y)) / (σ²(t) + σ²(y) + (mean(t) - mean(y))² + 1e-7), as Keras has it.
#pragma once
#include "losses/numeric.h"
#include "metrics/metric.h"
#include "metrics/target.h"

namespace nntrain::metrics {

inline Tensor mean_last(Tensor x) { return mean(x, {x.shape().rank() - 1}); }

struct PearsonCorrelation {
  static constexpr std::string_view type = "PearsonCorrelation",
                                    summary = "How linearly the numbers of a row follow those of its target.";
  static constexpr bool higher_is_better = true;

  Index axis = -1;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&PearsonCorrelation::axis>("axis",
                                          "the axis along which numbers correlate; 0 is the batch, -1 the last"),
      optional<&PearsonCorrelation::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    const Tensor t = losses::axis_last(target_vector(target, prediction), axis);
    const Tensor y = losses::axis_last(prediction, axis);
    const Tensor ct = t - mean_last(t), cy = y - mean_last(y);
    const Tensor spread = sqrt(mean_last(square(ct))) * sqrt(mean_last(square(cy)));
    totals.add_mean(mean_last(ct * cy) / spread);
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

struct ConcordanceCorrelation {
  static constexpr std::string_view type = "ConcordanceCorrelation",
                                    summary = "How closely the numbers of a row agree with those of its target.";
  static constexpr bool higher_is_better = true;

  Index axis = -1;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&ConcordanceCorrelation::axis>("axis",
                                              "the axis along which numbers agree; 0 is the batch, -1 the last"),
      optional<&ConcordanceCorrelation::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    const Tensor t = losses::axis_last(target_vector(target, prediction), axis);
    const Tensor y = losses::axis_last(prediction, axis);
    const Tensor t_mean = mean_last(t), y_mean = mean_last(y), cy = y - y_mean;
    const Tensor spread = mean_last(square(t - t_mean)) + mean_last(square(cy)) + square(t_mean - y_mean);
    totals.add_mean(mean_last((t - y_mean) * cy * 2.0 / (spread + losses::epsilon)));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

}  // namespace nntrain::metrics
