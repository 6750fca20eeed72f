// Penalties on weights, added to the loss. One file each; the list is registry.cpp. A Regularizer may be empty: none.
#pragma once
#include "config/component.h"
#include "graph/ops.h"

namespace nntrain {

struct RegularizerKind : Kind {
  Tensor (*penalty)(const void* self, Tensor weight);  // -> (1)
};
struct RegularizerFamily {
  static constexpr std::string_view name = "regularizer";
  static std::span<const RegularizerKind> kinds();
};
using Regularizer = Component<RegularizerFamily>;

}  // namespace nntrain
