// hard_tanh: y = min(max(x, -1), 1)
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct HardTanh {
  static constexpr std::string_view type = "hard_tanh", summary = "tanh of three straight lines.";
  static constexpr auto params = no_params;

  // The constants stand first: at -1 and 1 exactly the gradient is theirs, so x gets none.
  Tensor call(Tensor x) const { return minimum(constant(*x.graph, 1), maximum(constant(*x.graph, -1), x)); }
};

}  // namespace nntrain::activations
