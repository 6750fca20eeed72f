#include "constraints/non_neg.h"
#include "constraints/norms.h"

namespace nntrain {

namespace {

template <class C>
constexpr ConstraintKind constraint() {
  return {kind<C>(), [](const void* self, Tensor weight) { return object<C>(self).allowed(weight); }};
}

constexpr ConstraintKind all[] = {constraint<MaxNorm>(), constraint<UnitNorm>(), constraint<MinMaxNorm>(),
                                  constraint<NonNeg>()};

}  // namespace

std::span<const ConstraintKind> ConstraintFamily::kinds() { return all; }

}  // namespace nntrain
