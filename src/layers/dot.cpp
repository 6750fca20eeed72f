#include "layers/dot.h"

#include "layers/merge.h"

namespace nntrain {

namespace {

// x as a batch of matrices, its other axes in their order folded into one: (B, rest, k), or (B, k, rest) if `first`.
Tensor as_matrices(Tensor x, Index axis, bool first) {
  const Index rank = x.shape().rank(), length = x.shape().dims[static_cast<std::size_t>(axis)];
  std::vector<Index> order{0};
  for (Index i = 1; i < rank; ++i)
    if (i != axis) order.push_back(i);
  order.insert(first ? order.begin() + 1 : order.end(), axis);
  const Index rest = x.shape().size() / length;
  return reshape(transpose(x, order), per_sample(first ? std::vector{length, rest} : std::vector{rest, length}));
}

}  // namespace

Tensor Dot::call(Builder&, std::span<const Tensor> inputs) const {
  if (axes.values.empty())
    throw Error{ErrorKind::config, "expected an axis, or one of each input; got none", {}, "1 or -1, for instance"};
  Tensor x = inputs[0], y = inputs[1];
  const Index x_axis = resolve_axis(axes.values.front(), x.shape()),
              y_axis = resolve_axis(axes.values.back(), y.shape());
  const Index x_length = x.shape().dims[static_cast<std::size_t>(x_axis)],
              y_length = y.shape().dims[static_cast<std::size_t>(y_axis)];
  if (x_length != y_length)
    throw Error{ErrorKind::config,
                "inputs " + shapes_text(inputs) + " do not fit together: axis " + std::to_string(x_axis) +
                    " of the first is " + std::to_string(x_length) + " long, axis " + std::to_string(y_axis) +
                    " of the second " + std::to_string(y_length),
                {},
                "name axes of equal length"};
  if (normalize) {
    x = l2_normalize(x, {x_axis}, 1e-7);
    y = l2_normalize(y, {y_axis}, 1e-7);
  }
  Shape shape = per_sample({});
  for (Index i = 1; i < x.shape().rank(); ++i)
    if (i != x_axis) shape.dims.push_back(x.shape().dims[static_cast<std::size_t>(i)]);
  for (Index i = 1; i < y.shape().rank(); ++i)
    if (i != y_axis) shape.dims.push_back(y.shape().dims[static_cast<std::size_t>(i)]);
  if (shape.rank() == 1) shape.dims.push_back(1);
  return reshape(matmul(as_matrices(x, x_axis, false), as_matrices(y, y_axis, true)), shape);
}

}  // namespace nntrain
