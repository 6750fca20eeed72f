// LeakyReLU: y = x if x > 0, else negative_slope · x      any shape
#pragma once
#include "activations/leaky_relu.h"
#include "layers/layer.h"

namespace nntrain {

struct LeakyReLU {
  static constexpr std::string_view type = "LeakyReLU", summary = "Lets a small part of what is negative through.";
  static constexpr bool supports_masking = true;

  double negative_slope = 0.3;

  static constexpr std::array params{
      optional<&LeakyReLU::negative_slope>("negative_slope", "slope for x < 0", non_negative).alias("alpha"),
  };

  Tensor call(Builder&, Tensor x) const { return activations::LeakyRelu{negative_slope}.call(x); }
};

}  // namespace nntrain
