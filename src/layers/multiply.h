// Multiply: y = x0 · x1 · ...      shapes that are equal or broadcast; an input is 1 where its mask says that it does not count,
// and y is 0 where none does
#pragma once
#include "layers/merge.h"

namespace nntrain {

struct Multiply {
  static constexpr std::string_view type = "Multiply", summary = "Multiplies its inputs, element by element.";
  static constexpr int min_inputs = 2, max_inputs = any_number;
  static constexpr auto params = no_params;

  Tensor mask(Builder& b, std::span<const Tensor> inputs) const { return merged_mask(b, inputs); }
  Tensor call(Builder& b, std::span<const Tensor> inputs) const {
    const std::vector<Tensor> operands = broadcastable(inputs);
    Tensor result, counts;
    bool all_masked = true;
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const Tensor mask = spread_mask(b, inputs, i);
      const Tensor x = mask ? select(mask, operands[i], constant(b.graph(), 1)) : operands[i];
      result = result ? result * x : x;
      all_masked = all_masked && mask;
      if (all_masked) counts = counts ? maximum(counts, mask) : mask;
    }
    return all_masked ? select(counts, result, constant(b.graph(), 0)) : result;
  }
};

}  // namespace nntrain
