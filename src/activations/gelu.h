// gelu: y = x · P(X <= x) for a standard normal X = x/2 · (1 + erf(x / sqrt(2)))
// approximate: y = x/2 · (1 + tanh(sqrt(2 / pi) · (x + 0.044715 x³)))
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Gelu {
  static constexpr std::string_view type = "gelu",
                                    summary = "Weighs its input by how likely a normal number is smaller.";

  bool approximate = false;

  static constexpr std::array params{
      optional<&Gelu::approximate>("approximate", "whether to use the form with tanh instead of erf"),
  };

  Tensor call(Tensor x) const {
    if (!approximate) return x * 0.5 * (erf(x * 0.70710678118654752440) + 1.0);
    const Tensor inner = (x + x * square(x) * 0.044715) * 0.79788456080286535588;
    return x * 0.5 * (tanh(inner) + 1.0);
  }
};

}  // namespace nntrain::activations
