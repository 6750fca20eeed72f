// Activations: elementwise functions, and softmax, by name. One file each; the list is registry.cpp.
#pragma once
#include "config/component.h"
#include "graph/ops.h"

namespace nntrain {

struct ActivationKind : Kind {
  Tensor (*call)(const void* self, Tensor x);  // same shape as x, but for glu, which halves an axis
};
struct ActivationFamily {
  static constexpr std::string_view name = "activation";
  static std::span<const ActivationKind> kinds();
};
using Activation = Component<ActivationFamily>;

inline Tensor activate(Tensor x, const Activation& activation) { return activation.call(&ActivationKind::call, x); }

}  // namespace nntrain
