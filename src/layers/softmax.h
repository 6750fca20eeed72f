// Softmax: y = exp(x) / sum(exp(x)), the sum over one axis or over several taken together      any shape
// A second input, the `mask` of Keras' call, leaves out of the sum what it is 0 for (not above a half); y is 0 there.
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Softmax {
  static constexpr std::string_view
      type = "Softmax",
      summary =
          "Turns numbers into probabilities that sum to 1. A second input masks the first: 1 where a number counts.";
  static constexpr int min_inputs = 1, max_inputs = 2;
  static constexpr bool supports_masking = true;

  OneOrMany<Index> axis{{-1}};

  static constexpr std::array params{
      optional<&Softmax::axis>("axis", "what sums to 1; 0 is the batch, -1 the last axis"),
  };

  Tensor call(Builder& b, std::span<const Tensor> inputs) const;
};

}  // namespace nntrain
