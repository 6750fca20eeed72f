// Axes as Keras counts them: 0 is the batch, -1 the last. Used by layers and activations that have an `axis`.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "graph/ops.h"

namespace nntrain {

// As Keras prints it: "(None, 28, 28)".
std::string keras_shape(const Shape& shape);

// An axis as an index into shape.dims. Error{config} if there is no such axis, or if it is the batch.
Index resolve_axis(Index axis, const Shape& shape);
// Several, in increasing order; at least one. Error{config} also if one is named twice.
std::vector<Index> resolve_axes(std::span<const Index> axes, const Shape& shape);

// The shape of one number for each index of these axes, which broadcasts over x: (B, 4, 5, 6) and axis 2 give (1, 1, 5,
// 1).
Shape along(std::span<const Index> axes, const Shape& x);

// (..., n) with a further axis of size 1, and (..., 1) without it.
Tensor with_last_axis(Tensor x);
Tensor without_last_axis(Tensor x);

// A function that works on the last axis and keeps the shape, applied to these axes (resolved, increasing) as if they
// were one.
Tensor over_axes(Tensor x, std::span<const Index> axes, const std::function<Tensor(Tensor)>& function);

// x / max(sqrt(sum(x²)), epsilon), the sum over these axes (resolved).
Tensor l2_normalize(Tensor x, std::vector<Index> axes, double epsilon);

}  // namespace nntrain
