#include "layers/merge.h"

#include <algorithm>

namespace nntrain {

std::vector<Tensor> broadcastable(std::span<const Tensor> inputs) {
  int rank = 0;
  for (const Tensor& x : inputs) rank = std::max(rank, x.shape().rank());
  std::vector<Tensor> operands;
  std::vector<Index> sizes(static_cast<std::size_t>(rank), 1);
  for (const Tensor& x : inputs) {
    Shape shape = x.shape();
    shape.dims.insert(shape.dims.begin() + 1, static_cast<std::size_t>(rank - shape.rank()), 1);
    for (std::size_t i = 0; i < shape.dims.size(); ++i) {
      if (shape.dims[i] != 1 && sizes[i] != 1 && shape.dims[i] != sizes[i])
        throw Error{ErrorKind::config,
                    "inputs have shapes that do not fit together: " + shapes_text(inputs),
                    {},
                    "each axis must have the same size in all inputs, or size 1"};
      if (shape.dims[i] != 1) sizes[i] = shape.dims[i];
    }
    operands.push_back(reshape(x, shape));
  }
  return operands;
}

Tensor spread_mask(Builder& b, std::span<const Tensor> inputs, std::size_t i) {
  for (const Tensor x : inputs)
    if (x.shape().rank() != inputs[0].shape().rank()) return {};
  const Tensor mask = b.mask_of(inputs[i]);
  return mask ? expand(with_last_axis(mask), inputs[i].shape()) : Tensor{};
}

Tensor merged_mask(Builder& b, std::span<const Tensor> inputs) {
  std::vector<Tensor> masks;
  for (const Tensor x : inputs) {
    if (!b.mask_of(x)) return {};
    masks.push_back(b.mask_of(x));
  }
  return merge(std::span<const Tensor>(masks), [](Tensor x, Tensor y) { return maximum(x, y); });
}

std::string shapes_text(std::span<const Tensor> tensors) {
  std::string text;
  for (std::size_t i = 0; i < tensors.size(); ++i)
    text += (i == 0 ? "" : i + 1 < tensors.size() ? ", " : " and ") + keras_shape(tensors[i].shape());
  return text;
}

}  // namespace nntrain
