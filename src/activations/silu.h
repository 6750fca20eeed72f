// silu: y = x · sigmoid(x)
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Silu {
  static constexpr std::string_view type = "silu", summary = "A smooth relu that dips below zero.";
  static constexpr std::array<std::string_view, 1> aliases{"swish"};
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return x * sigmoid(x); }
};

}  // namespace nntrain::activations
