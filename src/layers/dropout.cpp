#include "layers/dropout.h"

#include "base/random.h"

namespace nntrain {

namespace {

// Streams of layers that name a seed lie beyond those that are counted, which stay below 2^23.
std::uint32_t seeded_stream(std::uint64_t seed) {
  return stream(StreamKind::dropout, 0x800000u | static_cast<std::uint32_t>(seed ^ seed >> 23 ^ seed >> 46));
}

}  // namespace

Tensor Dropout::call(Builder& b, Tensor x) const {
  const std::uint32_t own_stream = b.next_stream();  // also with a seed, which must not shift the other layers' streams
  if (!b.training() || rate == 0) return x;
  const std::uint32_t used = seed ? seeded_stream(*seed) : own_stream;
  if (!noise_shape) return dropout(x, rate, used);
  return x * dropout(expand(constant(b.graph(), 1), mask_shape(x.shape())), rate, used);
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
