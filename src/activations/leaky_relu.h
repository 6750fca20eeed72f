// leaky_relu: y = x if x > 0, else negative_slope · x
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct LeakyRelu {
  static constexpr std::string_view type = "leaky_relu", summary = "Lets a small part of what is negative through.";

  double negative_slope = 0.2;

  static constexpr std::array params{
      optional<&LeakyRelu::negative_slope>("negative_slope", "slope for x < 0", non_negative),
  };

  Tensor call(Tensor x) const { return select(greater(x, 0.0), x, x * negative_slope); }
};

}  // namespace nntrain::activations
