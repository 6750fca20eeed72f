// hard_silu: y = x · hard_sigmoid(x)
#pragma once
#include "activations/hard_sigmoid.h"

namespace nntrain::activations {

struct HardSilu {
  static constexpr std::string_view type = "hard_silu", summary = "silu without an exponential.";
  static constexpr std::array<std::string_view, 1> aliases{"hard_swish"};
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return x * HardSigmoid{}.call(x); }
};

}  // namespace nntrain::activations
