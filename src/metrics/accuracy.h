// accuracy: BinaryAccuracy for one unit, else CategoricalAccuracy: what compile takes the string "accuracy" for.
// Accuracy: mean(t == y), Keras' class of that name.
#pragma once
#include "metrics/metric.h"
#include "metrics/target.h"

namespace nntrain::metrics {

struct ChosenAccuracy {
  static constexpr std::string_view
      type = "accuracy",
      summary = "How often the answer is right: binary, categorical or sparse, as the shapes say.";
  static constexpr std::array<std::string_view, 1> aliases{"acc"};
  static constexpr bool higher_is_better = true, chosen_by_shape = true;

  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&ChosenAccuracy::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    if (prediction.shape().cols() == 1)
      totals.add_mean(side_matches(target, prediction, 0.5));
    else
      totals.add_mean(class_matches(target, prediction));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

struct Accuracy {
  static constexpr std::string_view type = "Accuracy",
                                    summary = "How often a number is its target, exactly: for class numbers.";
  static constexpr bool higher_is_better = true;

  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&Accuracy::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_mean(equal(target_vector(target, prediction), prediction));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

}  // namespace nntrain::metrics
