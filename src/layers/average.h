// Average: y = (x0 + x1 + ...) / n      shapes that are equal or broadcast
#pragma once
#include "layers/merge.h"

namespace nntrain {

struct Average {
  static constexpr std::string_view type = "Average", summary = "The mean of its inputs, element by element.";
  static constexpr int min_inputs = 2, max_inputs = any_number;
  static constexpr auto params = no_params;

  Tensor mask(Builder& b, std::span<const Tensor> inputs) const { return merged_mask(b, inputs); }
  Tensor call(Builder&, std::span<const Tensor> inputs) const {
    return merge(inputs, [](Tensor a, Tensor b) { return a + b; }) / static_cast<double>(inputs.size());
  }
};

}  // namespace nntrain
