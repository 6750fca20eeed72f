// What layers that combine several inputs element by element share.
#pragma once
#include "layers/layer.h"

namespace nntrain {

// The inputs with equal ranks (axes of size 1 are put after the batch), which then broadcast like numpy.
// Error{config} if they do not: each axis must have one size, or 1, in all inputs.
std::vector<Tensor> broadcastable(std::span<const Tensor> inputs);

// combine(combine(inputs[0], inputs[1]), inputs[2]) ...
template <class F>
Tensor merge(std::span<const Tensor> inputs, F combine) {
  const std::vector<Tensor> operands = broadcastable(inputs);
  Tensor result = operands[0];
  for (std::size_t i = 1; i < operands.size(); ++i) result = combine(result, operands[i]);
  return result;
}

// The mask of an input, spread over its last axis; none if it has none, or if the inputs have different ranks (there Keras' layers
// look at no mask).
Tensor spread_mask(Builder& b, std::span<const Tensor> inputs, std::size_t i);

// The same where an input is left out at places that its mask says do not count: there the others decide.
template <class F>
Tensor merge_what_counts(Builder& b, std::span<const Tensor> inputs, F combine) {
  const std::vector<Tensor> operands = broadcastable(inputs);
  Tensor result = operands[0], counts = spread_mask(b, inputs, 0);
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const Tensor mask = spread_mask(b, inputs, i);
    const Tensor next = mask ? select(mask, operands[i], result) : operands[i];
    if (counts) result = select(counts, result, next);
    counts = mask && counts ? maximum(counts, mask) : Tensor{};
    result = combine(result, next);
  }
  return result;
}

// What counts in any of the inputs; none if one of them has no mask.
Tensor merged_mask(Builder& b, std::span<const Tensor> inputs);

// "(None, 3) and (None, 4)"
std::string shapes_text(std::span<const Tensor> tensors);

}  // namespace nntrain
