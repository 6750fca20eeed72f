// TruePositives, FalsePositives, TrueNegatives, FalseNegatives: the weight of all such answers at a threshold.
#pragma once
#include "metrics/confusion.h"

namespace nntrain::metrics {

// The mean over the thresholds of one of the four counts.
template <double (Confusion::*count)(std::size_t) const>
double mean_count(std::span<const double> totals) {
  const Confusion c{totals};
  double sum = 0;
  for (std::size_t i = 0; i < c.size(); ++i) sum += (c.*count)(i);
  return sum / static_cast<double>(c.size());
}

// `What` names one of the four counts.
template <class What>
struct Count {
  static constexpr std::string_view type = What::type, summary = What::summary;
  static constexpr bool higher_is_better = false;  // Keras knows no direction

  std::optional<OneOrMany<double>> thresholds;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&Count::thresholds>(
          "thresholds", "above it an answer is yes, 0.5 if null; of several, the mean result is shown", unit),
      optional<&Count::name>("name", "what it is called in the log"),
  };
  std::string check() const {
    return thresholds && thresholds->values.empty() ? "thresholds must not be an empty list" : "";
  }

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    PositiveOptions{.thresholds = thresholds, .top_k = {}, .class_id = {}}.update(totals, target, prediction);
  }
  double result(std::span<const double> totals) const { return mean_count<What::count>(totals); }
};

namespace counts {
struct TruePositives {
  static constexpr std::string_view type = "TruePositives", summary = "How many answers yes are right.";
  static constexpr auto count = &Confusion::true_positives;
};
struct FalsePositives {
  static constexpr std::string_view type = "FalsePositives", summary = "How many answers yes are wrong.";
  static constexpr auto count = &Confusion::false_positives;
};
struct TrueNegatives {
  static constexpr std::string_view type = "TrueNegatives", summary = "How many answers no are right.";
  static constexpr auto count = &Confusion::true_negatives;
};
struct FalseNegatives {
  static constexpr std::string_view type = "FalseNegatives", summary = "How many answers no are wrong.";
  static constexpr auto count = &Confusion::false_negatives;
};
}  // namespace counts

using TruePositives = Count<counts::TruePositives>;
using FalsePositives = Count<counts::FalsePositives>;
using TrueNegatives = Count<counts::TrueNegatives>;
using FalseNegatives = Count<counts::FalseNegatives>;

}  // namespace nntrain::metrics
