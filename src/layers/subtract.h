// Subtract: y = x0 - x1      shapes that are equal or broadcast
#pragma once
#include "layers/merge.h"

namespace nntrain {

struct Subtract {
  static constexpr std::string_view type = "Subtract", summary = "The first of two inputs less the second.";
  static constexpr int min_inputs = 2, max_inputs = 2;
  static constexpr auto params = no_params;

  Tensor mask(Builder& b, std::span<const Tensor> inputs) const { return merged_mask(b, inputs); }
  Tensor call(Builder&, std::span<const Tensor> inputs) const {
    return merge(inputs, [](Tensor a, Tensor b) { return a - b; });
  }
};

}  // namespace nntrain
