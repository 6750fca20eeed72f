// Optimizers. One file each; the list is registry.cpp.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/component.h"
#include "graph/ops.h"
#include "schedules/schedule.h"

namespace nntrain {

// A number, or a function of the steps done.
using LearningRate = std::variant<double, Schedule>;

// What every optimizer shares; inlined into each one's parameters.
struct OptimizerOptions {
  static constexpr std::string_view type = "OptimizerOptions", summary = "Options of every optimizer.";

  std::optional<double> weight_decay;
  std::optional<double> clipnorm, clipvalue, global_clipnorm;

  static constexpr std::array params{
      optional<&OptimizerOptions::weight_decay>(
          "weight_decay", "part of each weight, times the learning rate, lost in a step", non_negative),
      optional<&OptimizerOptions::clipnorm>("clipnorm", "largest norm of one weight's gradient", positive),
      optional<&OptimizerOptions::clipvalue>("clipvalue", "largest element of a gradient, by size", positive),
      optional<&OptimizerOptions::global_clipnorm>("global_clipnorm", "largest norm of all gradients together",
                                                   positive),
  };
  std::string check() const {
    const int set = clipnorm.has_value() + clipvalue.has_value() + global_clipnorm.has_value();
    return set > 1 ? "only one of clipnorm, clipvalue and global_clipnorm can be set" : "";
  }
};

// What an optimizer's update() may ask for.
class UpdateBuilder {
 public:
  UpdateBuilder(Graph& graph, std::string weight_name) : graph_(graph), weight_name_(std::move(weight_name)) {}

  // A variable of the weight's shape, zero at first: "optimizer/dense/kernel/momentum".
  Tensor slot(std::string_view name, const Shape& shape);
  // One of the optimizer's numbers, set before each step: the scalar "optimizer/learning_rate".
  Tensor number(std::string_view name) const;

 private:
  Graph& graph_;
  std::string weight_name_;
};

struct OptimizerKind : Kind {
  // Emits the update in place of one weight, whose gradient has been clipped and which has been decayed.
  void (*update)(const void* self, UpdateBuilder& builder, Tensor weight, Tensor gradient);
  // The numbers that updates read, by name, and their values in the step-th step (from 1) at this learning rate, or at
  // that of the optimizer's schedule if it has one. Computed in float32 where Keras does. "learning_rate" is always
  // among them.
  std::span<const std::string_view> number_names;
  void (*numbers)(const void* self, std::int64_t step, double learning_rate, std::span<double> out);
  double (*learning_rate)(const void* self);  // of the first step
  bool (*has_schedule)(const void* self);     // its learning rate is one
  const OptimizerOptions& (*options)(const void* self);
};
struct OptimizerFamily {
  static constexpr std::string_view name = "optimizer";
  static std::span<const OptimizerKind> kinds();
};
using Optimizer = Component<OptimizerFamily>;

// The scalar of the program that holds one of an optimizer's numbers: "optimizer/learning_rate".
std::string number_scalar(std::string_view name);

// Emits clipping, weight decay and the updates of all weights; the order of both lists is the same. A weight without a
// gradient (an empty Tensor) stays as it is.
// weight_names: as Weight::name, for the slots' names.
void emit_updates(const Optimizer& optimizer, std::span<const Tensor> weights, std::span<const Tensor> gradients,
                  std::span<const std::string> weight_names);

}  // namespace nntrain
