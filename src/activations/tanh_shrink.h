// tanh_shrink: y = x - tanh(x)
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct TanhShrink {
  static constexpr std::string_view type = "tanh_shrink", summary = "What tanh takes away from its input.";
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return x - nntrain::tanh(x); }
};

}  // namespace nntrain::activations
