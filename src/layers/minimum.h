// Minimum: y = min(x0, x1, ...)      shapes that are equal or broadcast; of equal smallest ones, the first gets the
// gradient
#pragma once
#include "layers/merge.h"

namespace nntrain {

struct Minimum {
  static constexpr std::string_view type = "Minimum", summary = "The smallest of its inputs, element by element.";
  static constexpr int min_inputs = 2, max_inputs = any_number;
  static constexpr auto params = no_params;

  Tensor mask(Builder& b, std::span<const Tensor> inputs) const { return merged_mask(b, inputs); }
  Tensor call(Builder& b, std::span<const Tensor> inputs) const {
    return merge_what_counts(b, inputs, [](Tensor x, Tensor y) { return minimum(x, y); });
  }
};

}  // namespace nntrain
