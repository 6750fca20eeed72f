// AUC: the area under the curve of recall over false positive rate (ROC) or of precision over recall (PR), from the
// confusion at num_thresholds thresholds.
#pragma once
#include "metrics/metric.h"

namespace nntrain {

namespace metrics {
enum class Curve { ROC, PR };
enum class Summation { interpolation, minoring, majoring };
}  // namespace metrics
template <>
inline constexpr std::array<std::string_view, 2> enum_names<metrics::Curve>{"ROC", "PR"};
template <>
inline constexpr std::array<std::string_view, 3> enum_names<metrics::Summation>{"interpolation", "minoring",
                                                                                "majoring"};

namespace metrics {

struct AUC {
  static constexpr std::string_view type = "AUC",
                                    summary = "The chance that a row that is yes scores higher than one that is no.";
  static constexpr bool higher_is_better = true;

  Index num_thresholds = 200;
  Curve curve = Curve::ROC;
  Summation summation_method = Summation::interpolation;
  std::optional<std::vector<double>> thresholds;
  bool multi_label = false;
  std::optional<Index> num_labels;
  std::optional<std::vector<double>> label_weights;
  bool from_logits = false;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&AUC::num_thresholds>("num_thresholds", "how finely the curve is drawn",
                                     {2, 1e6, false, false, "from 2 to 1000000"}),
      optional<&AUC::curve>("curve", "which curve"),
      optional<&AUC::summation_method>("summation_method", "the height between two points of the curve"),
      optional<&AUC::thresholds>("thresholds", "the inner thresholds, instead of num_thresholds even ones", unit),
      optional<&AUC::multi_label>("multi_label", "the mean of one area for each unit, not one area for all"),
      optional<&AUC::num_labels>("num_labels", "how many units there are, with multi_label", at_least_one),
      optional<&AUC::label_weights>("label_weights", "how much each unit counts", non_negative),
      optional<&AUC::from_logits>("from_logits", "the network gives logits, not probabilities"),
      optional<&AUC::name>("name", "what it is called in the log"),
  };
  std::string check() const { return num_labels && !multi_label ? "num_labels goes with multi_label: true only" : ""; }

  void update(Totals& totals, Tensor target, Tensor prediction) const;
  double result(std::span<const double> totals) const;
};

}  // namespace metrics

}  // namespace nntrain
