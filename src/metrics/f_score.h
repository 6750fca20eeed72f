// FBetaScore: (1 + β²) p r / (β² p + r), p the precision and r the recall of each unit; F1Score: β = 1
#pragma once
#include "metrics/metric.h"

namespace nntrain {

namespace metrics {
enum class Average { micro, macro, weighted };
}  // namespace metrics
template <>
inline constexpr std::array<std::string_view, 3> enum_names<metrics::Average>{"micro", "macro", "weighted"};

namespace metrics {

// What F1Score and FBetaScore share.
struct FScoreOptions {
  static constexpr std::string_view type = "f_score_options", summary = "Which answers are yes, and how units combine.";

  std::optional<Average> average;
  std::optional<double> threshold;

  static constexpr std::array params{
      optional<&FScoreOptions::average>("average",
                                        "micro: of all answers together; macro (and null): the mean over units; "
                                        "weighted: by how often each unit's target is yes"),
      optional<&FScoreOptions::threshold>("threshold", "above it an answer is yes; null: the row's largest is",
                                          positive_unit),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const;
  double result(std::span<const double> totals, double beta) const;
};

struct F1Score {
  static constexpr std::string_view type = "F1Score", summary = "The harmonic mean of precision and recall.";
  static constexpr bool higher_is_better = true;

  FScoreOptions options;
  std::optional<std::string> name;

  static constexpr std::array params{
      inlined<&F1Score::options>(),
      optional<&F1Score::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const { options.update(totals, target, prediction); }
  double result(std::span<const double> totals) const { return options.result(totals, 1); }
};

struct FBetaScore {
  static constexpr std::string_view type = "FBetaScore", default_name = "fbeta_score",
                                    summary = "F1Score in which the recall counts beta times as much.";
  static constexpr bool higher_is_better = true;

  FScoreOptions options;
  double beta = 1;
  std::optional<std::string> name;

  static constexpr std::array params{
      inlined<&FBetaScore::options>(),
      optional<&FBetaScore::beta>("beta", "how much more the recall counts", positive),
      optional<&FBetaScore::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const { options.update(totals, target, prediction); }
  double result(std::span<const double> totals) const { return options.result(totals, beta); }
};

}  // namespace metrics

}  // namespace nntrain
