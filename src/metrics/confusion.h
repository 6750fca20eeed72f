// Counts of right and wrong answers at thresholds, for Precision, Recall and AUC.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "metrics/metric.h"

namespace nntrain::metrics {

// (4, n) for n thresholds: weight of true positives, false positives, true negatives, false negatives; a prediction
// above a threshold counts as positive, a target other than 0 is positive. Target and prediction have the same shape
// (B, ...). Thresholds at i / (n - 1), for all i from 0, are compared as Keras does: prediction · (n - 1) > i.
Tensor confusion_at(std::vector<double> thresholds, Totals& totals, Tensor target, Tensor prediction);

// What confusion_at() counted, from its total.
struct Confusion {
  std::span<const double> counts;

  std::size_t size() const { return counts.size() / 4; }
  double true_positives(std::size_t i) const { return counts[i]; }
  double false_positives(std::size_t i) const { return counts[size() + i]; }
  double true_negatives(std::size_t i) const { return counts[2 * size() + i]; }
  double false_negatives(std::size_t i) const { return counts[3 * size() + i]; }
};

inline double ratio(double a, double b) { return b == 0 ? 0 : a / b; }  // Keras' divide_no_nan

// What Precision and Recall share.
struct PositiveOptions {
  static constexpr std::string_view type = "positive_options", summary = "Which answers are positive.";

  std::optional<OneOrMany<double>> thresholds;
  std::optional<Index> top_k, class_id;

  static constexpr std::array params{
      optional<&PositiveOptions::thresholds>(
          "thresholds",
          "above it an answer is yes, 0.5 if null (with top_k: any); of several, the mean result is shown", unit),
      optional<&PositiveOptions::top_k>("top_k", "only the k largest of a row may be positive", at_least_one),
      optional<&PositiveOptions::class_id>("class_id", "look at this unit only", non_negative),
  };
  std::string check() const {
    return thresholds && thresholds->values.empty() ? "thresholds must not be an empty list" : "";
  }

  void update(Totals& totals, Tensor target, Tensor prediction) const;
};

// The mean over all thresholds of true positives / (true positives + others).
template <double (Confusion::*others)(std::size_t) const>
double mean_ratio(std::span<const double> totals) {
  const Confusion c{totals};
  double sum = 0;
  for (std::size_t i = 0; i < c.size(); ++i) sum += ratio(c.true_positives(i), c.true_positives(i) + (c.*others)(i));
  return sum / static_cast<double>(c.size());
}

}  // namespace nntrain::metrics
