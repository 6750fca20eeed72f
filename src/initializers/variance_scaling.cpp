#include "initializers/variance_scaling.h"

#include <algorithm>
#include <cmath>

namespace nntrain {

Fans fans_of(std::span<const std::int64_t> shape) {
  if (shape.empty()) return {1, 1};
  if (shape.size() == 1) return {static_cast<double>(shape[0]), static_cast<double>(shape[0])};
  double window = 1;
  for (const std::int64_t size : shape.first(shape.size() - 2)) window *= static_cast<double>(size);
  return {window * static_cast<double>(shape[shape.size() - 2]), window * static_cast<double>(shape.back())};
}

void VarianceScaling::fill(std::span<float> out, std::span<const std::int64_t> shape, Draw draw) const {
  // The standard deviation of a standard normal that is cut at -2 and 2.
  constexpr double truncated_stddev = 0.87962566103423978;
  const Fans fans = fans_of(shape);
  const double fan = mode == FanMode::fan_in ? fans.in : mode == FanMode::fan_out ? fans.out : (fans.in + fans.out) / 2;
  const double stddev = std::sqrt(scale / std::max(1.0, fan));
  const Draw source = seeded(seed, draw);
  switch (distribution) {
    case Distribution::uniform:
      return fill_uniform(out, -std::sqrt(3.0) * stddev, std::sqrt(3.0) * stddev, source);
    case Distribution::untruncated_normal:
      return fill_normal(out, 0, stddev, source);
    case Distribution::truncated_normal:
    case Distribution::normal:
      return fill_truncated_normal(out, 0, stddev / truncated_stddev, source);
  }
}

}  // namespace nntrain
