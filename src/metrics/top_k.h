// TopKCategoricalAccuracy, SparseTopKCategoricalAccuracy: how often fewer than k units are larger than the target's
// class
#pragma once
#include <algorithm>

#include "metrics/metric.h"
#include "metrics/target.h"

namespace nntrain::metrics {

// 1 where fewer than k elements of the prediction's row are larger than the one of this class: (..., 1). A class that has
// no element is never among them.
inline Tensor in_top_k(Tensor class_of_row, Tensor prediction, Index k) {
  const Tensor at_class = pick(prediction, class_of_row);  // NaN where there is none
  const Tensor larger = sum_last(greater(prediction, at_class));
  return (1.0 - greater(larger, static_cast<double>(k) - 0.5)) * equal(at_class, at_class);
}

struct TopKCategoricalAccuracy {
  static constexpr std::string_view type = "TopKCategoricalAccuracy",
                                    summary = "How often the target's class is among the k largest units.";
  static constexpr bool higher_is_better = true;

  Index k = 5;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&TopKCategoricalAccuracy::k>("k", "how many guesses there are", at_least_one),
      optional<&TopKCategoricalAccuracy::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_mean(in_top_k(target_class(target, prediction), prediction, k));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

struct SparseTopKCategoricalAccuracy {
  static constexpr std::string_view type = "SparseTopKCategoricalAccuracy",
                                    summary = "How often the target's class number is among the k largest units.";
  static constexpr bool higher_is_better = true;

  Index k = 5;
  bool from_sorted_ids = false;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&SparseTopKCategoricalAccuracy::k>("k", "how many guesses there are", at_least_one),
      optional<&SparseTopKCategoricalAccuracy::from_sorted_ids>(
          "from_sorted_ids", "the network gives class numbers, the best guess first"),
      optional<&SparseTopKCategoricalAccuracy::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    const Tensor wanted = class_number(target, prediction);
    if (!from_sorted_ids) return totals.add_mean(in_top_k(wanted, prediction, k));
    const Index guesses = std::min(k, prediction.shape().cols());
    const Tensor tried = slice(prediction, prediction.shape().rank() - 1, 0, guesses);
    totals.add_mean(greater(sum_last(equal(tried, wanted)), 0));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

}  // namespace nntrain::metrics
