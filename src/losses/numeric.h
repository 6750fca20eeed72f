// What several losses compute with.
#pragma once
#include "graph/ops.h"

namespace nntrain::losses {

inline constexpr double epsilon = 1e-7;  // Keras' backend.epsilon()

// A probability kept from 0 and 1, as Keras does before a logarithm.
inline Tensor clipped(Tensor probability) { return clip(probability, epsilon, 1 - epsilon); }

// x ^ exponent for x >= 0 and exponent >= 0. Where x is 0, so is the gradient.
Tensor power(Tensor x, double exponent);

// The axis, counted as Keras does, becomes the last one.
Tensor axis_last(Tensor x, Index axis);

// Each vector along the last axis divided by its length; one of length 0 stays.
Tensor unit_vectors(Tensor x);

// The probabilities of each row divided by their sum, then clipped.
inline Tensor normalized_classes(Tensor probability) { return clipped(probability / sum_last(probability)); }

}  // namespace nntrain::losses
