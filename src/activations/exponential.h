// exponential: y = exp(x)
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Exponential {
  static constexpr std::string_view type = "exponential", summary = "Makes its input positive.";
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return exp(x); }
};

}  // namespace nntrain::activations
