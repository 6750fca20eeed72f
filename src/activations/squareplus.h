// squareplus: y = (x + sqrt(x² + b)) / 2
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Squareplus {
  static constexpr std::string_view type = "squareplus", summary = "A smooth relu without an exponential.";

  double b = 4;

  static constexpr std::array params{
      optional<&Squareplus::b>("b", "how round the corner is", non_negative),
  };

  Tensor call(Tensor x) const { return (x + sqrt(square(x) + b)) / 2.0; }
};

}  // namespace nntrain::activations
