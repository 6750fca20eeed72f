#include "losses/reduce.h"

#include "base/error.h"
#include "graph/axes.h"

namespace nntrain::losses {

namespace {

// total · 1 / (B · numbers a sample)
Tensor over_rows(Tensor total, const Shape& rows) {
  return total * (scalar(*total.graph, "inverse_batch_size") * (1.0 / static_cast<double>(rows.size())));
}

}  // namespace

Tensor weights_of(Tensor weights, const Shape& elements) {
  Shape shape = weights.shape();
  while (shape.rank() < elements.rank()) shape.dims.push_back(1);
  return expand(reshape(weights, shape), elements);
}

Tensor mask_of(Tensor mask, const Shape& elements) {
  const std::vector<Index>&have = mask.shape().dims, &want = elements.dims;
  bool fits = have.size() <= want.size() && elements.batched;
  for (std::size_t i = 0; fits && i < have.size(); ++i) fits = have[i] == want[i];
  if (!fits)
    throw Error{ErrorKind::config,
                "the output has a mask of shape " + keras_shape(mask.shape()) + ", which does not fit its losses or metrics, " +
                    keras_shape(elements),
                {},
                "a layer that takes no mask, such as Flatten, drops it"};
  return weights_of(mask, elements);
}

Tensor reduce_rows(Tensor rows, Tensor weights, Tensor mask, Reduction reduction) {
  const bool is_one = !rows.shape().batched;  // of the whole batch
  if (is_one && !weights) return rows;
  Shape shape = is_one ? weights.shape() : rows.shape();
  Tensor total_weight;
  if (weights || mask) {
    const Tensor counted = mask && weights ? weights_of(weights, mask.shape()) * mask : mask ? mask : weights;
    if (reduction == Reduction::mean_with_sample_weight) total_weight = sum_all(counted);
    rows = is_one ? rows * counted : rows * weights_of(counted, shape);
  }
  const Tensor total = sum_all(rows);
  if (reduction == Reduction::sum) return total;
  if (total_weight) return total / maximum(total_weight, 1e-30);  // of no weight at all: 0 / 1e-30
  if (!mask || reduction == Reduction::none) return over_rows(total, shape);
  return total / maximum(sum_all(mask), 1.0);
}

}  // namespace nntrain::losses
