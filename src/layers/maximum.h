// Maximum: y = max(x0, x1, ...)      shapes that are equal or broadcast; of equal largest ones, the first gets the
// gradient
#pragma once
#include "layers/merge.h"

namespace nntrain {

struct Maximum {
  static constexpr std::string_view type = "Maximum", summary = "The largest of its inputs, element by element.";
  static constexpr int min_inputs = 2, max_inputs = any_number;
  static constexpr auto params = no_params;

  Tensor mask(Builder& b, std::span<const Tensor> inputs) const { return merged_mask(b, inputs); }
  Tensor call(Builder& b, std::span<const Tensor> inputs) const {
    return merge_what_counts(b, inputs, [](Tensor x, Tensor y) { return maximum(x, y); });
  }
};

}  // namespace nntrain
