// softsign: y = x / (1 + |x|)
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Softsign {
  static constexpr std::string_view type = "softsign", summary = "Squeezes its input into (-1, 1), slower than tanh.";
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return x / (abs(x) + 1.0); }
};

}  // namespace nntrain::activations
