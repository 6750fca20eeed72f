// The best of one rate over all thresholds where another is at least what is asked for: SensitivityAtSpecificity and
// its siblings. 0 where no threshold will do.
#pragma once
#include <algorithm>

#include "metrics/confusion.h"

namespace nntrain::metrics {

// What the four share.
struct CurveOptions {
  static constexpr std::string_view type = "curve_options", summary = "Which thresholds are tried.";

  Index num_thresholds = 200;
  std::optional<Index> class_id;

  static constexpr std::array params{
      optional<&CurveOptions::num_thresholds>("num_thresholds", "how many thresholds are tried, evenly from 0 to 1",
                                              {1, 1e6, false, false, "from 1 to 1000000"}),
      optional<&CurveOptions::class_id>("class_id", "look at this unit only", non_negative),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    OneOrMany<double> thresholds{{0.5}};
    if (num_thresholds > 1) {
      thresholds.values.resize(static_cast<std::size_t>(num_thresholds));
      for (Index i = 0; i < num_thresholds; ++i)
        thresholds.values[static_cast<std::size_t>(i)] =
            static_cast<double>(i) / static_cast<double>(num_thresholds - 1);
    }
    PositiveOptions{.thresholds = std::move(thresholds), .top_k = {}, .class_id = class_id}.update(totals, target,
                                                                                                   prediction);
  }
};

// Rates at threshold i. Sensitivity is also called recall.
inline double sensitivity_at(const Confusion& c, std::size_t i) {
  return ratio(c.true_positives(i), c.true_positives(i) + c.false_negatives(i));
}
inline double specificity_at(const Confusion& c, std::size_t i) {
  return ratio(c.true_negatives(i), c.true_negatives(i) + c.false_positives(i));
}
inline double precision_at(const Confusion& c, std::size_t i) {
  return ratio(c.true_positives(i), c.true_positives(i) + c.false_positives(i));
}

// The largest `dependent` where `constrained` >= bound, compared in float32 as Keras does.
template <auto constrained, auto dependent>
double best_where(std::span<const double> totals, double bound) {
  const Confusion c{totals};
  double best = 0;
  for (std::size_t i = 0; i < c.size(); ++i)
    if (static_cast<float>(constrained(c, i)) >= static_cast<float>(bound)) best = std::max(best, dependent(c, i));
  return best;
}

struct SensitivityAtSpecificity {
  static constexpr std::string_view type = "SensitivityAtSpecificity",
                                    summary =
                                        "The largest sensitivity at a threshold where the specificity is high enough.";
  static constexpr bool higher_is_better = true;

  double specificity = 0.5;
  CurveOptions options;
  std::optional<std::string> name;

  static constexpr std::array params{
      required<&SensitivityAtSpecificity::specificity>("specificity", "the specificity that is asked for", unit)
          .example("0.9"),
      inlined<&SensitivityAtSpecificity::options>(),
      optional<&SensitivityAtSpecificity::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const { options.update(totals, target, prediction); }
  double result(std::span<const double> totals) const {
    return best_where<specificity_at, sensitivity_at>(totals, specificity);
  }
};

struct SpecificityAtSensitivity {
  static constexpr std::string_view type = "SpecificityAtSensitivity",
                                    summary =
                                        "The largest specificity at a threshold where the sensitivity is high enough.";
  static constexpr bool higher_is_better = true;

  double sensitivity = 0.5;
  CurveOptions options;
  std::optional<std::string> name;

  static constexpr std::array params{
      required<&SpecificityAtSensitivity::sensitivity>("sensitivity", "the sensitivity that is asked for", unit)
          .example("0.9"),
      inlined<&SpecificityAtSensitivity::options>(),
      optional<&SpecificityAtSensitivity::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const { options.update(totals, target, prediction); }
  double result(std::span<const double> totals) const {
    return best_where<sensitivity_at, specificity_at>(totals, sensitivity);
  }
};

struct PrecisionAtRecall {
  static constexpr std::string_view type = "PrecisionAtRecall",
                                    summary = "The largest precision at a threshold where the recall is high enough.";
  static constexpr bool higher_is_better = true;

  double recall = 0.5;
  CurveOptions options;
  std::optional<std::string> name;

  static constexpr std::array params{
      required<&PrecisionAtRecall::recall>("recall", "the recall that is asked for", unit).example("0.9"),
      inlined<&PrecisionAtRecall::options>(),
      optional<&PrecisionAtRecall::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const { options.update(totals, target, prediction); }
  double result(std::span<const double> totals) const {
    return best_where<sensitivity_at, precision_at>(totals, recall);
  }
};

struct RecallAtPrecision {
  static constexpr std::string_view type = "RecallAtPrecision",
                                    summary = "The largest recall at a threshold where the precision is high enough.";
  static constexpr bool higher_is_better = true;

  double precision = 0.5;
  CurveOptions options;
  std::optional<std::string> name;

  static constexpr std::array params{
      required<&RecallAtPrecision::precision>("precision", "the precision that is asked for", unit).example("0.9"),
      inlined<&RecallAtPrecision::options>(),
      optional<&RecallAtPrecision::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const { options.update(totals, target, prediction); }
  double result(std::span<const double> totals) const {
    return best_where<precision_at, sensitivity_at>(totals, precision);
  }
};

}  // namespace nntrain::metrics
