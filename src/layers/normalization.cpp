#include "layers/normalization.h"

#include <algorithm>

namespace nntrain {

namespace {

// For each number of a sample, which of the means is its own.
std::vector<std::size_t> places(const Shape& x, std::span<const Index> axes) {
  std::vector<std::size_t> all;
  for (Index i = 0; i < x.size(); ++i) {
    std::size_t place = 0;
    Index rest = i, size = x.size();
    for (std::size_t axis = 1; axis < x.dims.size(); ++axis) {
      size /= x.dims[axis];
      const Index at = rest / size;
      rest %= size;
      if (std::ranges::find(axes, static_cast<Index>(axis)) != axes.end())
        place = place * static_cast<std::size_t>(x.dims[axis]) + static_cast<std::size_t>(at);
    }
    all.push_back(place);
  }
  return all;
}

}  // namespace

std::string Normalization::check() const {
  if (mean.has_value() != variance.has_value()) return "mean and variance must be given both, or none of them";
  if (mean && mean->shape != variance->shape) return "mean and variance must have the same shape";
  if (mean && mean->shape.size() > (axis ? axis->values.size() : 0))
    return "mean and variance must not have more dimensions than there are axes";
  return "";
}

std::vector<Index> Normalization::kept_axes(const Shape& x) const {
  return axis && !axis->values.empty() ? resolve_axes(axis->values, x) : std::vector<Index>{};
}

Normalization Normalization::adapted(const Samples& samples) const {
  const Shape x = per_sample(samples.shape);
  const std::vector<Index> axes = kept_axes(x);
  const std::vector<std::size_t> place = places(x, axes);
  const auto size = static_cast<std::size_t>(along(axes, x).size());
  std::vector<double> sum(size), squares(size), centre(size);
  const std::size_t each = place.size();
  std::size_t count = 0;
  samples.each([&](std::span<const float> values) {
    for (std::size_t i = 0; i < values.size(); ++i) sum[place[i % each]] += static_cast<double>(values[i]);
    count += values.size();
  });
  const double numbers = static_cast<double>(count / size);
  for (std::size_t k = 0; k < size; ++k) centre[k] = sum[k] / numbers;
  samples.each([&](std::span<const float> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t k = place[i % each];
      const double off = static_cast<double>(values[i]) - centre[k];
      squares[k] += off * off;
    }
  });
  Normalization result = *this;
  for (std::size_t k = 0; k < size; ++k) {
    result.adapted_mean_.push_back(static_cast<float>(centre[k]));
    result.adapted_variance_.push_back(static_cast<float>(squares[k] / numbers));
  }
  return result;
}

// As numpy broadcasts it over the kept axes, so shaped that it broadcasts over x.
Tensor Normalization::given(Graph& graph, const std::string& name, const Numbers& given, std::span<const Index> axes,
                            const Shape& x) const {
  if (given.shape.empty()) return constant(graph, given.values[0]);
  Shape shape{std::vector<Index>(x.dims.size(), 1), false};
  for (std::size_t i = 1; i <= given.shape.size(); ++i) {
    const auto kept = static_cast<std::size_t>(axes[axes.size() - i]);
    shape.dims[kept] = given.shape[given.shape.size() - i];
    if (shape.dims[kept] != x.dims[kept] && shape.dims[kept] != 1)
      throw Error{ErrorKind::config,
                  name + " has " + std::to_string(shape.dims[kept]) + " numbers for axis " + std::to_string(kept) +
                      " of an input of shape " + keras_shape(x),
                  {},
                  "give one for each of its " + std::to_string(x.dims[kept]) + " places, or a single number"};
  }
  return reshape(numbers(graph, {static_cast<Index>(given.values.size())}, given.values), shape);
}

Tensor Normalization::call(Builder& b, Tensor x) const {
  const std::vector<Index> axes = kept_axes(x.shape());
  Tensor centre, spread;
  if (mean) {
    centre = given(b.graph(), "mean", *mean, axes, x.shape());
    spread = given(b.graph(), "variance", *variance, axes, x.shape());
  } else {
    std::vector<Index> sizes;
    for (const Index kept : axes) sizes.push_back(x.shape().dims[static_cast<std::size_t>(kept)]);
    const Shape broad = along(axes, x.shape());
    centre = reshape(b.learnt("mean", sizes, "zeros", adapted_mean_), broad);
    spread = reshape(b.learnt("variance", sizes, "ones", adapted_variance_), broad);
    b.learnt("count", {}, "zeros", {});  // Keras keeps it for older files; nothing reads it
  }
  const Tensor deviation = maximum(sqrt(spread), 1e-7);
  return invert ? centre + x * deviation : (x - centre) / deviation;
}

}  // namespace nntrain
