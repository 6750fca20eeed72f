// elu: y = x if x > 0, else alpha · (exp(x) - 1)
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Elu {
  static constexpr std::string_view type = "elu", summary = "Exponential linear unit: smooth, and bounded below.";

  double alpha = 1;

  static constexpr std::array params{
      optional<&Elu::alpha>("alpha", "-alpha is the bound for large negative inputs"),
  };

  // exp only sees what is negative, so that a large x overflows neither here nor in the gradient.
  Tensor call(Tensor x) const { return relu(x) + expm1(minimum(x, 0.0)) * alpha; }
};

}  // namespace nntrain::activations
