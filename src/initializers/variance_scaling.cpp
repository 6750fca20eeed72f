#include "initializers/variance_scaling.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace nntrain {

namespace {

double product(std::span<const std::int64_t> shape, std::span<const std::int64_t> axes) {
  const auto rank = static_cast<std::int64_t>(shape.size());
  double result = 1;
  for (const std::int64_t axis : axes) {
    if (axis < -rank || axis >= rank)
      throw Error{ErrorKind::config,
                  "axis " + std::to_string(axis) + " does not exist in a weight of " + std::to_string(rank) + " dimensions",
                  {},
                  "input_axes and output_axes count from 0, or from -1 backwards"};
    result *= static_cast<double>(shape[static_cast<std::size_t>(axis < 0 ? axis + rank : axis)]);
  }
  return result;
}

}  // namespace

Fans fans_of(std::span<const std::int64_t> shape, const FanAxes& axes) {
  if (axes.is_complete()) return {product(shape, *axes.input), product(shape, *axes.output)};
  if (shape.empty()) return {1, 1};
  if (shape.size() == 1) return {static_cast<double>(shape[0]), static_cast<double>(shape[0])};
  double window = 1;
  for (const std::int64_t size : shape.first(shape.size() - 2)) window *= static_cast<double>(size);
  return {window * static_cast<double>(shape[shape.size() - 2]), window * static_cast<double>(shape.back())};
}

void VarianceScaling::fill(std::span<float> out, std::span<const std::int64_t> shape, Draw draw) const {
  // The standard deviation of a standard normal that is cut at -2 and 2.
  constexpr double truncated_stddev = 0.87962566103423978;
  const Fans fans = fans_of(shape, axes);
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
