// Activation: y = activation(x)      any shape
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct ActivationLayer {
  static constexpr std::string_view type = "Activation", summary = "Applies an activation function.";
  static constexpr bool supports_masking = true;

  Activation activation;

  static constexpr std::array params{
      required<&ActivationLayer::activation>("activation", "the function").example("\"relu\""),
  };

  Tensor call(Builder&, Tensor x) const { return activate(x, activation); }
};

}  // namespace nntrain
