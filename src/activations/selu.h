// selu: y = scale · elu(x, alpha), with the constants that keep mean 0 and variance 1 from layer to layer.
// Klambauer, Unterthiner, Mayr, Hochreiter: "Self-normalizing neural networks", 2017.
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Selu {
  static constexpr std::string_view type = "selu", summary = "elu, scaled so that layers keep mean 0 and variance 1.";
  static constexpr auto params = no_params;

  static constexpr double alpha = 1.6732632423543772848, scale = 1.0507009873554804934;

  Tensor call(Tensor x) const { return relu(x) * scale + expm1(minimum(x, 0.0)) * (scale * alpha); }
};

}  // namespace nntrain::activations
