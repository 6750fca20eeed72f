// celu: y = x if x > 0, else alpha · (exp(x / alpha) - 1)
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Celu {
  static constexpr std::string_view type = "celu", summary = "elu, whose slope at zero is 1 for every alpha.";

  double alpha = 1;

  static constexpr std::array params{
      optional<&Celu::alpha>("alpha", "-alpha is the bound for large negative inputs", positive),
  };

  // exp only sees what is negative, so that a large x overflows neither here nor in the gradient.
  Tensor call(Tensor x) const { return relu(x) + expm1(minimum(x, 0.0) / alpha) * alpha; }
};

}  // namespace nntrain::activations
