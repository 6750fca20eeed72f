#include "initializers/constant.h"
#include "initializers/orthogonal.h"
#include "initializers/random.h"
#include "initializers/variance_scaling.h"

namespace nntrain {

namespace {

template <class C>
constexpr InitializerKind initializer() {
  return {kind<C>(), [](const void* self, std::span<float> out, std::span<const std::int64_t> shape, Draw draw) {
            object<C>(self).fill(out, shape, draw);
          }};
}

constexpr InitializerKind all[] = {
    initializer<Zeros>(),           initializer<Ones>(),          initializer<Constant>(),
    initializer<GlorotUniform>(),   initializer<GlorotNormal>(),  initializer<HeUniform>(),
    initializer<HeNormal>(),        initializer<LecunUniform>(),  initializer<LecunNormal>(),
    initializer<VarianceScaling>(), initializer<RandomUniform>(), initializer<RandomNormal>(),
    initializer<TruncatedNormal>(), initializer<Orthogonal>(),    initializer<IdentityMatrix>(),
};

}  // namespace

std::span<const InitializerKind> InitializerFamily::kinds() { return all; }

}  // namespace nntrain
