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

// "(None, 3) and (None, 4)"
std::string shapes_text(std::span<const Tensor> tensors);

}  // namespace nntrain
