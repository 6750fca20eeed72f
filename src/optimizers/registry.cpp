#include "optimizers/adadelta.h"
#include "optimizers/adafactor.h"
#include "optimizers/adagrad.h"
#include "optimizers/adam.h"
#include "optimizers/adamax.h"
#include "optimizers/ftrl.h"
#include "optimizers/lamb.h"
#include "optimizers/lion.h"
#include "optimizers/multi_optimizer.h"
#include "optimizers/muon.h"
#include "optimizers/nadam.h"
#include "optimizers/rmsprop.h"
#include "optimizers/schedule_free_adamw.h"
#include "optimizers/sgd.h"

namespace nntrain {

namespace {

// That of the step-th step (from 1); `given` unless there is a schedule.
double rate_at(const LearningRate& rate, std::int64_t step, double given) {
  const auto* schedule = std::get_if<Schedule>(&rate);
  return schedule ? static_cast<double>(schedule->call(&ScheduleKind::rate, step - 1)) : given;
}

double first_rate(const LearningRate& rate) {
  const auto* number = std::get_if<double>(&rate);
  return rate_at(rate, 1, number ? *number : 0);
}

template <class C>
std::optional<double> decay_of(const C& optimizer, const std::string& weight_name, const Shape& shape) {
  if constexpr (requires { optimizer.weight_decay(weight_name, shape); })
    return optimizer.weight_decay(weight_name, shape);
  else
    return optimizer.options.weight_decay;
}

template <class C>
constexpr auto begin_of() -> void (*)(const void*, UpdateBuilder&, Tensor) {
  if constexpr (requires { &C::begin; })
    return [](const void* self, UpdateBuilder& builder, Tensor weight) { object<C>(self).begin(builder, weight); };
  else
    return nullptr;
}

template <class C>
constexpr OptimizerKind optimizer() {
  return {kind<C>(),
          begin_of<C>(),
          [](const void* self, UpdateBuilder& builder, Tensor weight, Tensor gradient) {
            object<C>(self).update(builder, weight, gradient);
          },
          C::number_names,
          [](const void* self, std::int64_t update, double learning_rate, std::span<double> out) {
            object<C>(self).numbers(update, learning_rate, out);
          },
          [](const void* self) { return first_rate(object<C>(self).learning_rate); },
          [](const void* self) { return std::holds_alternative<Schedule>(object<C>(self).learning_rate); },
          [](const void* self, std::int64_t step, double given) {
            return rate_at(object<C>(self).learning_rate, step, given);
          },
          [](const void* self, const std::string& weight_name, const Shape& shape) {
            return decay_of(object<C>(self), weight_name, shape);
          },
          [](const void* self) -> const OptimizerOptions& { return object<C>(self).options; }};
}

using optimizers::MultiOptimizer;

constexpr OptimizerParts multi_parts{
    [](const void* self) { return object<MultiOptimizer>(self).optimizer_map.size(); },
    [](const void* self, std::size_t i) -> const Optimizer& { return object<MultiOptimizer>(self).optimizer_map[i]; },
    [](const void* self, const std::string& name) { return object<MultiOptimizer>(self).optimizer_map.index_of(name); },
    [](const void* self) { return object<MultiOptimizer>(self).loss_scale_factor; }};

constexpr OptimizerKind multi_optimizer() {
  OptimizerKind multi{kind<MultiOptimizer>()};
  multi.learning_rate = [](const void*) { return 0.0; };  // it has none of its own
  multi.has_schedule = [](const void*) { return true; };
  multi.rate_at = [](const void*, std::int64_t, double) { return 0.0; };
  multi.parts = &multi_parts;
  return multi;
}

// Keras' LossScaleOptimizer is not here: it keeps float16 gradients from underflow, and all is float32 here, where
// loss_scale_factor does what is left of it.
constexpr OptimizerKind all[] = {
    optimizer<optimizers::SGD>(),
    optimizer<optimizers::RMSprop>(),
    optimizer<optimizers::Adam>(),
    optimizer<optimizers::AdamW>(),
    optimizer<optimizers::Adagrad>(),
    optimizer<optimizers::Adadelta>(),
    optimizer<optimizers::Adamax>(),
    optimizer<optimizers::Nadam>(),
    optimizer<optimizers::Ftrl>(),
    optimizer<optimizers::Lion>(),
    optimizer<optimizers::Lamb>(),
    optimizer<optimizers::Adafactor>(),
    optimizer<optimizers::Muon>(),
    optimizer<optimizers::ScheduleFreeAdamW>(),
    multi_optimizer(),
};

}  // namespace

std::span<const OptimizerKind> OptimizerFamily::kinds() { return all; }

}  // namespace nntrain
