// Optimizers. One file each; the list is registry.cpp.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/any_case.h"
#include "config/pattern.h"
#include "graph/ops.h"
#include "schedules/schedule.h"

namespace nntrain {

// A number, or a function of the steps done.
using LearningRate = std::variant<double, Schedule>;

inline constexpr Range at_least_two{2, unbounded, false, false, ">= 2"};

// What every optimizer shares; inlined into each one's parameters.
struct OptimizerOptions {
  static constexpr std::string_view type = "OptimizerOptions", summary = "Options of every optimizer.";

  std::optional<double> weight_decay;
  std::vector<Pattern> exclude_from_weight_decay;
  std::optional<double> clipnorm, clipvalue, global_clipnorm;
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency;
  std::optional<double> loss_scale_factor;
  std::optional<std::int64_t> gradient_accumulation_steps;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&OptimizerOptions::weight_decay>(
          "weight_decay", "part of each weight, times the learning rate, lost in a step", non_negative),
      optional<&OptimizerOptions::exclude_from_weight_decay>(
          "exclude_from_weight_decay", "weights that do not decay, by a regular expression found in their path: \"bias\""),
      optional<&OptimizerOptions::clipnorm>("clipnorm", "largest norm of one weight's gradient", positive),
      optional<&OptimizerOptions::clipvalue>("clipvalue", "largest element of a gradient, by size", positive),
      optional<&OptimizerOptions::global_clipnorm>("global_clipnorm", "largest norm of all gradients together",
                                                   positive),
      optional<&OptimizerOptions::use_ema>("use_ema", "average the weights over the steps, and end with the average"),
      optional<&OptimizerOptions::ema_momentum>("ema_momentum", "how much of the average is kept in a step", unit),
      optional<&OptimizerOptions::ema_overwrite_frequency>(
          "ema_overwrite_frequency", "take the average for the weights after every so many steps", at_least_one),
      optional<&OptimizerOptions::loss_scale_factor>(
          "loss_scale_factor", "the loss is multiplied by it, and the gradients divided", positive),
      optional<&OptimizerOptions::gradient_accumulation_steps>(
          "gradient_accumulation_steps", "update after every so many steps, by the mean of their gradients",
          at_least_two),
      optional<&OptimizerOptions::name>("name", "only for people, and in TensorBoard's name of its learning rate where there are several"),
  };
  std::string check() const {
    const int set = clipnorm.has_value() + clipvalue.has_value() + global_clipnorm.has_value();
    return set > 1 ? "only one of clipnorm, clipvalue and global_clipnorm can be set" : "";
  }
};

// What an optimizer's update() may ask for.
class UpdateBuilder {
 public:
  // numbers: what the names of the optimizer's scalars begin with.
  UpdateBuilder(Graph& graph, std::string weight_name, std::string numbers)
      : graph_(graph), weight_name_(std::move(weight_name)), numbers_(std::move(numbers)) {}

  const std::string& weight_name() const { return weight_name_; }
  // A variable of the weight's shape, zero at first: "optimizer/dense/kernel/momentum".
  Tensor slot(std::string_view name, const Shape& shape);
  // One of the optimizer's numbers, set before each step: the scalar "optimizer/learning_rate".
  Tensor number(std::string_view name) const;

 private:
  Graph& graph_;
  std::string weight_name_, numbers_;
};

struct OptimizerFamily;
using Optimizer = Component<OptimizerFamily>;

// An optimizer that leaves all weights to others.
struct OptimizerParts {
  std::size_t (*count)(const void* self);
  const Optimizer& (*part)(const void* self, std::size_t index);
  std::size_t (*part_of)(const void* self, const std::string& weight_name);  // Error{config} where that is not clear
  std::optional<double> (*loss_scale_factor)(const void* self);              // instead of the parts' own
};

struct OptimizerKind : Kind {
  // Emits what must see a weight before it decays; null for most.
  void (*begin)(const void* self, UpdateBuilder& builder, Tensor weight);
  // Emits the update in place of one weight, whose gradient has been clipped and which has been decayed.
  void (*update)(const void* self, UpdateBuilder& builder, Tensor weight, Tensor gradient);
  // The numbers that updates read, by name, and their values in the k-th update (from 1) at this learning rate.
  // Computed in float32 where Keras does. "learning_rate" is always among them.
  std::span<const std::string_view> number_names;
  void (*numbers)(const void* self, std::int64_t update, double learning_rate, std::span<double> out);
  double (*learning_rate)(const void* self);  // of the first step
  bool (*has_schedule)(const void* self);     // its learning rate is one, or otherwise not to be set
  // Of the step-th step (from 1): that of the optimizer's schedule if it has one, else the given one.
  double (*rate_at)(const void* self, std::int64_t step, double given);
  // weight_decay of the weight of that name and shape.
  std::optional<double> (*weight_decay)(const void* self, const std::string& weight_name, const Shape& shape);
  const OptimizerOptions& (*options)(const void* self);
  const OptimizerParts* parts = nullptr;  // if there are, they do what the functions above do
};
struct OptimizerFamily {
  static constexpr std::string_view name = "optimizer";
  static std::span<const OptimizerKind> kinds();
};
template <>
struct Field<Optimizer> : AnyCaseField<OptimizerFamily> {};

// ---- the steps of a run: from 1; under gradient accumulation every k-th one updates, the others gather ----
enum class StepKind { update, gather };
StepKind kind_of_step(const Optimizer& optimizer, std::int64_t step);
std::int64_t updates_in(const Optimizer& optimizer, std::int64_t steps);  // Keras' iterations; of several optimizers all steps

// The learning rates of the step-th step, float32, by the names that Keras logs: "learning_rate", or "learning_rate_adam" for each
// of several optimizers. given.learning_rate: of one that has no schedule; factor: of all.
struct GivenRate {
  double learning_rate = 0, factor = 1;
};
std::vector<std::pair<std::string, double>> learning_rates(const Optimizer& optimizer, std::int64_t step, GivenRate given);

// Whether weights are averaged, all or some of them: use_ema.
bool has_averages(const Optimizer& optimizer);

// The scalars that programs read the optimizer's numbers from ("optimizer/learning_rate"), and their values in a step at this
// learning rate, which a schedule overrides. In the same order; allocates nothing.
std::vector<std::string> number_scalars(const Optimizer& optimizer);
void step_numbers(const Optimizer& optimizer, std::int64_t step, GivenRate given, std::span<double> out);

// Where the average of a weight is kept under use_ema: a variable of its shape.
std::string average_name(const std::string& weight_name);

// By what the loss is multiplied before its gradients are taken.
double loss_scale(const Optimizer& optimizer);

// Emits what a step of this kind does with the gradients of the scaled loss: unscaling, gathering, clipping, weight
// decay, the updates of all weights, and their averages; the order of the lists is the same. A weight without a gradient
// (an empty Tensor) stays as it is.
// weight_names: as Weight::name, for the slots' names.
void emit_updates(const Optimizer& optimizer, std::span<const Tensor> weights, std::span<const Tensor> gradients,
                  std::span<const std::string> weight_names, StepKind step = StepKind::update);

}  // namespace nntrain
