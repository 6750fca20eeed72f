#include "optimizers/adam.h"
#include "optimizers/rmsprop.h"
#include "optimizers/sgd.h"

namespace nntrain {

namespace {

template <class C>
constexpr OptimizerKind optimizer() {
  return {kind<C>(),
          [](const void* self, UpdateBuilder& builder, Tensor weight, Tensor gradient) {
            object<C>(self).update(builder, weight, gradient);
          },
          C::number_names,
          [](const void* self, std::int64_t step, double learning_rate, std::span<double> out) {
            object<C>(self).numbers(step, learning_rate, out);
          },
          [](const void* self) { return object<C>(self).learning_rate; },
          [](const void* self) -> const OptimizerOptions& { return object<C>(self).options; }};
}

constexpr OptimizerKind all[] = {
    optimizer<optimizers::SGD>(),
    optimizer<optimizers::RMSprop>(),
    optimizer<optimizers::Adam>(),
    optimizer<optimizers::AdamW>(),
};

}  // namespace

std::span<const OptimizerKind> OptimizerFamily::kinds() { return all; }

}  // namespace nntrain
