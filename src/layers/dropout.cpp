#include "layers/dropout.h"

namespace nntrain {

Tensor Dropout::call(Builder& b, Tensor x) const {
  const std::uint32_t stream = b.next_stream(seed);  // also where it is not used: the next layer's depends on it
  if (!b.training() || rate == 0) return x;
  if (!noise_shape) return dropout(x, rate, stream);
  return x * dropout(expand(constant(b.graph(), 1), mask_shape(x.shape())), rate, stream);
}

Shape Dropout::mask_shape(const Shape& x) const {
  Shape mask = x;
  bool fits = noise_shape->size() == x.dims.size();
  for (std::size_t i = 0; fits && i < x.dims.size(); ++i) {
    const std::optional<Index> size = (*noise_shape)[i];
    if (!size) continue;
    const bool batch = i == 0 && x.batched;
    fits = *size == 1 || (!batch && *size == x.dims[i]);
    mask.dims[i] = *size;
    if (batch) mask.batched = false;
  }
  if (fits) return mask;
  std::string got;
  for (const auto& size : *noise_shape) got += (got.empty() ? "" : ", ") + (size ? std::to_string(*size) : "null");
  throw Error{ErrorKind::config,
              "noise_shape [" + got + "] does not fit an input of shape " + keras_shape(x),
              {},
              "give one entry for each axis, the batch first: 1, or null for the input's own size"};
}

}  // namespace nntrain
