// Optimizers. One file each; the list is registry.cpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/component.h"
#include "graph/ops.h"

namespace nntrain {

// What every optimizer shares; inlined into each one's parameters.
struct OptimizerOptions {
  std::optional<double> weight_decay;
  std::optional<double> clipnorm, clipvalue, global_clipnorm;
  static constexpr std::string_view type = "OptimizerOptions", summary = "Options of every optimizer.";
  static const std::array<Param, 4> params;
};

// What an optimizer's update() may ask for.
class UpdateBuilder {
 public:
  UpdateBuilder(Graph& graph, std::string weight_name) : graph_(graph), weight_name_(std::move(weight_name)) {}

  // A variable of the weight's shape, zero at first: "optimizer/dense/kernel/momentum".
  Tensor slot(std::string_view name, const Shape& shape);
  // One of the optimizer's numbers, set before each step.
  Tensor number(std::string_view name) const;

 private:
  Graph& graph_;
  std::string weight_name_;
};

struct OptimizerKind : Kind {
  // Emits the update in place of one weight, whose gradient has been clipped and which has been decayed.
  void (*update)(const void* self, UpdateBuilder& builder, Tensor weight, Tensor gradient);
  // The numbers that update() reads, by name, and their values in the step-th step (from 1) at this learning rate. Computed
  // in float32 where Keras does.
  std::span<const std::string_view> number_names;
  void (*numbers)(const void* self, std::int64_t step, double learning_rate, std::span<double> out);
  double (*learning_rate)(const void* self);
  const OptimizerOptions& (*options)(const void* self);
};
struct OptimizerFamily {
  static constexpr std::string_view name = "optimizer";
  static std::span<const OptimizerKind> kinds();
};
using Optimizer = Component<OptimizerFamily>;

// Emits clipping, weight decay and the updates of all weights; the order of both lists is the same.
// weight_names: as Weight::name, for the slots' names.
void emit_updates(const Optimizer& optimizer, std::span<const Tensor> weights, std::span<const Tensor> gradients,
                  std::span<const std::string> weight_names);

}  // namespace nntrain
