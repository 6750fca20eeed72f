#include "losses/binary_crossentropy.h"
#include "losses/categorical_crossentropy.h"
#include "losses/mean_absolute_error.h"
#include "losses/mean_squared_error.h"
#include "losses/sparse_categorical_crossentropy.h"

namespace nntrain {

namespace {

template <class C>
constexpr LossKind loss() {
  return {kind<C>(),
          [](const void* self, Tensor target, Tensor prediction) { return object<C>(self).call(target, prediction); },
          [](const void*) { return C::target_form; }, [](const void* self) { return object<C>(self).reduction; }};
}

constexpr LossKind all[] = {
    loss<losses::MeanSquaredError>(),
    loss<losses::MeanAbsoluteError>(),
    loss<losses::BinaryCrossentropy>(),
    loss<losses::CategoricalCrossentropy>(),
    loss<losses::SparseCategoricalCrossentropy>(),
};

}  // namespace

std::span<const LossKind> LossFamily::kinds() { return all; }

}  // namespace nntrain
