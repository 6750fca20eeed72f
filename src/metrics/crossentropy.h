// The cross-entropies as metrics: the mean of the loss of each row, without regularisation.
#pragma once
#include "losses/crossentropy.h"
#include "metrics/metric.h"
#include "metrics/target.h"

namespace nntrain::metrics {

struct BinaryCrossentropy {
  static constexpr std::string_view type = "BinaryCrossentropy", summary = "The loss of this name, as a metric.";
  static constexpr std::array<std::string_view, 2> aliases{"bce", "BCE"};
  static constexpr bool higher_is_better = false;

  losses::CrossentropyOptions options;
  std::optional<std::string> name;

  static constexpr std::array params{
      inlined<&BinaryCrossentropy::options>(),
      optional<&BinaryCrossentropy::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_mean(losses::binary_crossentropy(target, prediction, options));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

struct CategoricalCrossentropy {
  static constexpr std::string_view type = "CategoricalCrossentropy", summary = "The loss of this name, as a metric.";
  static constexpr bool higher_is_better = false;

  losses::CrossentropyOptions options;
  std::optional<std::string> name;

  static constexpr std::array params{
      inlined<&CategoricalCrossentropy::options>(),
      optional<&CategoricalCrossentropy::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_mean(losses::categorical_crossentropy(target_vector(target, prediction), prediction, options));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

struct SparseCategoricalCrossentropy {
  static constexpr std::string_view type = "SparseCategoricalCrossentropy",
                                    summary = "The loss of this name, as a metric.";
  static constexpr bool higher_is_better = false;

  losses::SparseCrossentropyOptions options;
  std::optional<std::string> name;

  static constexpr std::array params{
      inlined<&SparseCategoricalCrossentropy::options>(),
      optional<&SparseCategoricalCrossentropy::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    const Tensor label = target_class(target, prediction);
    totals.add_mean(losses::sparse_categorical_crossentropy(label, prediction, options), counted_rows(label, options));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

}  // namespace nntrain::metrics
