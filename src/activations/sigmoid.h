// sigmoid: y = 1 / (1 + exp(-x))
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Sigmoid {
  static constexpr std::string_view type = "sigmoid", summary = "Squeezes its input into (0, 1).";
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return nntrain::sigmoid(x); }
};

}  // namespace nntrain::activations
