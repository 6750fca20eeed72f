#include "metrics/target.h"

#include <algorithm>

#include "base/error.h"
#include "graph/axes.h"

namespace nntrain::metrics {

namespace {

bool is_class_number(Tensor target, Tensor prediction) {
  const Shape &t = target.shape(), &p = prediction.shape();
  if (t == p) return false;
  if (t.rank() == p.rank() && t.cols() == 1 && std::equal(t.dims.begin(), t.dims.end() - 1, p.dims.begin()))
    return true;
  throw Error{
      ErrorKind::config,
      "a metric cannot compare a target of shape " + keras_shape(t) + " with a prediction of shape " + keras_shape(p),
      "metrics", "a target must have the prediction's shape, or be one class number for each row of it"};
}

}  // namespace

Tensor target_vector(Tensor target, Tensor prediction) {
  return is_class_number(target, prediction) ? one_hot(target, prediction.shape().cols()) : target;
}

Tensor target_class(Tensor target, Tensor prediction) {
  return is_class_number(target, prediction) ? target : argmax_last(target);
}

Tensor class_number(Tensor target, Tensor prediction) {
  const bool is_one_number = target.shape() == prediction.shape() && target.shape().cols() == 1;
  return is_one_number ? target : target_class(target, prediction);
}

}  // namespace nntrain::metrics
