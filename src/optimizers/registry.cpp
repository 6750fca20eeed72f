#include "optimizers/adadelta.h"
#include "optimizers/adafactor.h"
#include "optimizers/adagrad.h"
#include "optimizers/adam.h"
#include "optimizers/adamax.h"
#include "optimizers/ftrl.h"
#include "optimizers/lamb.h"
#include "optimizers/lion.h"
#include "optimizers/nadam.h"
#include "optimizers/rmsprop.h"
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
constexpr OptimizerKind optimizer() {
  return {kind<C>(),
          [](const void* self, UpdateBuilder& builder, Tensor weight, Tensor gradient) {
            object<C>(self).update(builder, weight, gradient);
          },
          C::number_names,
          [](const void* self, std::int64_t step, double learning_rate, std::span<double> out) {
            object<C>(self).numbers(step, rate_at(object<C>(self).learning_rate, step, learning_rate), out);
          },
          [](const void* self) { return first_rate(object<C>(self).learning_rate); },
          [](const void* self) { return std::holds_alternative<Schedule>(object<C>(self).learning_rate); },
          [](const void* self) -> const OptimizerOptions& { return object<C>(self).options; }};
}

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
};

}  // namespace

std::span<const OptimizerKind> OptimizerFamily::kinds() { return all; }

}  // namespace nntrain
