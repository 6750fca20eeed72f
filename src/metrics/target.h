// Metrics take class numbers and vectors alike: a class number c stands for the vector with a 1 at c.
#pragma once
#include "graph/ops.h"

namespace nntrain::metrics {

// The target in the prediction's shape. Errors: config, if it has neither that shape nor one class number for each
// vector.
Tensor target_vector(Tensor target, Tensor prediction);

// The class of each vector of the prediction's shape, (..., 1): its number, or where it is largest. Errors: likewise.
Tensor target_class(Tensor target, Tensor prediction);

// The same for metrics whose targets are class numbers: one number a row is one, also where the network gives one.
Tensor class_number(Tensor target, Tensor prediction);

// 1 where the prediction's largest element is at the target's class, else 0: (..., 1).
inline Tensor class_matches(Tensor target, Tensor prediction) {
  return equal(target_class(target, prediction), argmax_last(prediction));
}

// 1 where the prediction is on the target's side of the threshold, else 0: the prediction's shape.
inline Tensor side_matches(Tensor target, Tensor prediction, double threshold) {
  return equal(target_vector(target, prediction), greater(prediction, threshold));
}

}  // namespace nntrain::metrics
