// MultiOptimizer: several optimizers, each for the weights whose paths its expression matches.
#pragma once
#include "optimizers/optimizer.h"

namespace nntrain::optimizers {

struct OptimizerMap {
  static constexpr std::string_view type = "OptimizerMap", summary = "Which weights follow which optimizer.";

  Optimizer default_optimizer;
  Keyed<Optimizer> optimizer_map;

  static constexpr std::array params{
      required<&OptimizerMap::default_optimizer>("default_optimizer", "of the weights that nothing else is said of"),
      optional<&OptimizerMap::optimizer_map>(
          "optimizer_map",
          "optimizers by a weight's path, or by a regular expression that matches paths: \"dense_1/.*\""),
  };
  std::string check() const;

  // The optimizers, the default one last.
  std::size_t size() const { return optimizer_map.entries.size() + 1; }
  const Optimizer& operator[](std::size_t i) const {
    return i + 1 < size() ? optimizer_map.entries[i].second : default_optimizer;
  }
  // Which of them a weight follows. Error{config} where several expressions match.
  std::size_t index_of(const std::string& weight_name) const;
};

struct MultiOptimizer {
  static constexpr std::string_view type = "MultiOptimizer",
                                    summary = "Lets different weights follow different optimizers.";

  OptimizerMap optimizer_map;
  std::optional<double> loss_scale_factor;
  std::optional<std::string> name;

  static constexpr std::array params{
      required<&MultiOptimizer::optimizer_map>(
          "optimizer_map",
          "which weights follow which: {\"default_optimizer\": …, \"optimizer_map\": {\"dense_1/.*\": …}}")
          .example("{\"default_optimizer\": \"adam\"}"),
      optional<&MultiOptimizer::loss_scale_factor>("loss_scale_factor", "instead of that of each optimizer", positive),
      optional<&MultiOptimizer::name>("name", "only for people"),
  };
};

}  // namespace nntrain::optimizers
