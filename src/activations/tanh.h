// tanh: y = (exp(x) - exp(-x)) / (exp(x) + exp(-x))
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Tanh {
  static constexpr std::string_view type = "tanh", summary = "Squeezes its input into (-1, 1).";
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return nntrain::tanh(x); }
};

}  // namespace nntrain::activations
