// quantile_bins: y = how many inner edges are <= x: the number of a bin; about as many training rows in each
// Edges are quantiles of the training rows, each once. scikit-learn: KBinsDiscretizer(strategy="quantile")
#pragma once
#include <algorithm>

#include "treatments/treatment.h"

namespace nntrain::treatments {

struct QuantileBins {
  static constexpr std::string_view type = "quantile_bins", summary = "Deals numbers into bins of about as many rows each.";

  std::int64_t bins = 5;
  std::optional<std::vector<double>> edges;

  static constexpr std::array params{
      optional<&QuantileBins::bins>("bins", "how many", Range{2, 65536, false, false, "from 2 to 65536"}),
      optional<&QuantileBins::edges>("edges", "where one bin ends and the next begins, increasing; null: the training rows decide"),
  };
  std::string check() const {
    const bool is_increasing = !edges || std::ranges::adjacent_find(*edges, std::greater_equal<>()) == edges->end();
    return is_increasing ? "" : "edges must increase";
  }

  Flow flow(const Flow& in) const {
    number_flow(in, type);
    return {Flow::Kind::category, edges ? static_cast<std::int64_t>(edges->size()) + 1 : bins};
  }
  bool must_learn() const { return !edges; }
  QuantileBins learned(std::span<const double> values) const;
  // Of numbers that are float32: x >= edge where x >= its float here. Precondition: there are edges.
  std::vector<float> float_edges() const;
  double apply(double x) const {
    return static_cast<double>(std::ranges::upper_bound(*edges, x) - edges->begin());
  }
};

}  // namespace nntrain::treatments
