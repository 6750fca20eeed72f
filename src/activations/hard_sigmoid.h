// hard_sigmoid: y = min(max(x + 3, 0), 6) / 6
#pragma once
#include "activations/relu6.h"

namespace nntrain::activations {

struct HardSigmoid {
  static constexpr std::string_view type = "hard_sigmoid", summary = "sigmoid of three straight lines.";
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return Relu6{}.call(x + 3.0) / 6.0; }
};

}  // namespace nntrain::activations
