#include "losses/overlap.h"

#include "graph/axes.h"
#include "losses/fit.h"
#include "losses/numeric.h"

namespace nntrain::losses {

namespace {

using Axes = std::optional<OneOrMany<Index>>;

// One number a region: (1) where the whole batch is one, else (B, ...).
Tensor region_sum(Tensor x, const Axes& axes) {
  return axes ? sum(x, resolve_axes(axes->values, x.shape())) : sum_all(x);
}

// As losses of rows, (B, ..., 1); a region that is the whole batch has one loss.
Tensor rows_of(Tensor loss, const Axes& axes) {
  Shape shape = loss.shape();
  if (!axes || shape.cols() == 1) return loss;
  shape.dims.push_back(1);
  return reshape(loss, shape);
}

}  // namespace

Tensor Dice::call(Tensor target, Tensor prediction) const {
  require_same_shape("dice", target, prediction);
  const Tensor overlap = region_sum(target * prediction, axis);
  const Tensor both = region_sum(target, axis) + region_sum(prediction, axis) + epsilon;
  return rows_of(1.0 - overlap * 2.0 / both, axis);
}

Tensor Tversky::call(Tensor target, Tensor prediction) const {
  require_same_shape("tversky", target, prediction);
  const Tensor overlap = region_sum(target * prediction, axis);
  const Tensor missed = region_sum(target * (1.0 - prediction), axis);
  const Tensor too_much = region_sum(prediction * (1.0 - target), axis);
  return rows_of(1.0 - overlap / (overlap + missed * alpha + too_much * beta + epsilon), axis);
}

}  // namespace nntrain::losses
