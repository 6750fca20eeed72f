// softplus: y = log(1 + exp(x))
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Softplus {
  static constexpr std::string_view type = "softplus", summary = "A smooth relu.";
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return nntrain::softplus(x); }
};

}  // namespace nntrain::activations
