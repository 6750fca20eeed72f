// relu6: y = min(max(x, 0), 6)
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Relu6 {
  static constexpr std::string_view type = "relu6", summary = "relu, cut at 6.";
  static constexpr auto params = no_params;

  // The constant stands first: at 6 exactly the gradient is the constant's, so x gets none.
  Tensor call(Tensor x) const { return minimum(constant(*x.graph, 6), relu(x)); }
};

}  // namespace nntrain::activations
