// What random initializers share: where their numbers come from, and filling a tensor with them.
#pragma once
#include <optional>

#include "base/random.h"
#include "initializers/initializer.h"

namespace nntrain {

template <auto Member>
constexpr Param seed_param() {
  return optional<Member>("seed",
                          "makes this weight's numbers independent of the run's seed and of its place in the network");
}

// An initializer's own seed instead of the run's. As in Keras, equal seeds give equal numbers wherever they are used.
inline Draw seeded(std::optional<std::uint64_t> seed, Draw draw) {
  return seed ? Draw{*seed, stream(StreamKind::initializer)} : draw;
}

inline void fill_uniform(std::span<float> out, double low, double high, Draw draw) {
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<float>(low + (high - low) * uniform(draw.seed, draw.stream, 0, i));
}
inline void fill_normal(std::span<float> out, double mean, double stddev, Draw draw) {
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<float>(mean + stddev * normal(draw.seed, draw.stream, 0, i));
}
// A normal cut at two of its standard deviations, which leaves 0.8796 of `stddev`.
inline void fill_truncated_normal(std::span<float> out, double mean, double stddev, Draw draw) {
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<float>(mean + stddev * truncated_normal(draw.seed, draw.stream, 0, i, -2, 2));
}

}  // namespace nntrain
