#include "graph/axes.h"

#include <algorithm>

#include "base/error.h"

namespace nntrain {

std::string keras_shape(const Shape& shape) {
  std::string text = "(";
  for (int i = 0; i < shape.rank(); ++i) {
    if (i > 0) text += ", ";
    text += i == 0 && shape.batched ? "None" : std::to_string(shape.dims[static_cast<std::size_t>(i)]);
  }
  return text + (shape.rank() == 1 ? ",)" : ")");
}

Index resolve_axis(Index axis, const Shape& shape) {
  const Index rank = shape.rank(), first = shape.batched ? 1 : 0;
  const Index resolved = axis < 0 ? axis + rank : axis;
  if (resolved >= first && resolved < rank) return resolved;
  const std::string input = "an input of shape " + keras_shape(shape);
  if (rank == first)
    throw Error{ErrorKind::config, "expected an axis to work on; got " + input, {}, "give it features"};
  throw Error{ErrorKind::config,
              "axis " + std::to_string(axis) + (resolved == 0 ? " is the batch of " : " does not exist in ") + input,
              {},
              "expected " + std::to_string(first) + " to " + std::to_string(rank - 1) + ", or " +
                  std::to_string(first - rank) + " to -1 counted from the end"};
}

std::vector<Index> resolve_axes(std::span<const Index> axes, const Shape& shape) {
  std::vector<Index> resolved;
  for (const Index axis : axes) resolved.push_back(resolve_axis(axis, shape));
  std::sort(resolved.begin(), resolved.end());
  if (resolved.empty())
    throw Error{ErrorKind::config, "expected at least one axis; got none", {}, "-1 is the last one"};
  if (const auto twice = std::adjacent_find(resolved.begin(), resolved.end()); twice != resolved.end())
    throw Error{ErrorKind::config, "axis " + std::to_string(*twice) + " is named twice", {}, "name each axis once"};
  return resolved;
}

Shape along(std::span<const Index> axes, const Shape& x) {
  Shape shape{std::vector<Index>(x.dims.size(), 1), false};
  for (const Index axis : axes) shape.dims[static_cast<std::size_t>(axis)] = x.dims[static_cast<std::size_t>(axis)];
  return shape;
}

Tensor with_last_axis(Tensor x) {
  Shape shape = x.shape();
  shape.dims.push_back(1);
  return reshape(x, shape);
}

Tensor without_last_axis(Tensor x) {
  Shape shape = x.shape();
  shape.dims.pop_back();
  return reshape(x, shape);
}

Tensor over_axes(Tensor x, std::span<const Index> axes, const std::function<Tensor(Tensor)>& function) {
  const Index rank = x.shape().rank();
  if (axes.size() == 1 && axes[0] == rank - 1) return function(x);
  std::vector<Index> order;  // these axes last
  for (Index i = 0; i < rank; ++i)
    if (std::find(axes.begin(), axes.end(), i) == axes.end()) order.push_back(i);
  Shape folded{{}, x.shape().batched};
  for (const Index i : order) folded.dims.push_back(x.shape().dims[static_cast<std::size_t>(i)]);
  folded.dims.push_back(x.shape().size() / folded.size());
  order.insert(order.end(), axes.begin(), axes.end());

  const Tensor moved = transpose(x, order);
  const Tensor result = reshape(function(reshape(moved, folded)), moved.shape());
  std::vector<Index> back(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) back[static_cast<std::size_t>(order[i])] = static_cast<Index>(i);
  return transpose(result, back);
}

Tensor l2_normalize(Tensor x, std::vector<Index> axes, double epsilon) {
  return x * rsqrt(maximum(sum(square(x), std::move(axes)), epsilon * epsilon));
}

}  // namespace nntrain
