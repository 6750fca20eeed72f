#include "regularizers/l1.h"
#include "regularizers/l1_l2.h"
#include "regularizers/l2.h"
#include "regularizers/orthogonal.h"

namespace nntrain {

namespace {

template <class C>
constexpr RegularizerKind regularizer() {
  return {kind<C>(), [](const void* self, Tensor weight) { return object<C>(self).penalty(weight); }};
}

constexpr RegularizerKind all[] = {regularizer<L1>(), regularizer<L2>(), regularizer<L1L2>(),
                                   regularizer<OrthogonalRegularizer>()};

}  // namespace

std::span<const RegularizerKind> RegularizerFamily::kinds() { return all; }

}  // namespace nntrain
