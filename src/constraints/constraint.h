// Constraints on weights: what a weight is moved to after each update. One file each (or one for a group that shares a
// formula); the list is registry.cpp. A Constraint may be empty: none.
#pragma once
#include "config/component.h"
#include "graph/ops.h"

namespace nntrain {

struct ConstraintKind : Kind {
  // The nearest weight that is allowed, of the same shape. Error{config} if a weight of this shape cannot have it.
  Tensor (*allowed)(const void* self, Tensor weight);
};
struct ConstraintFamily {
  static constexpr std::string_view name = "constraint";
  static std::span<const ConstraintKind> kinds();
};
using Constraint = Component<ConstraintFamily>;

}  // namespace nntrain
