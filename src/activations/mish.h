// mish: y = x · tanh(softplus(x)). Misra: "Mish: a self regularized non-monotonic activation function", 2019.
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Mish {
  static constexpr std::string_view type = "mish", summary = "A smooth relu that dips below zero, like silu.";
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return x * nntrain::tanh(nntrain::softplus(x)); }
};

}  // namespace nntrain::activations
