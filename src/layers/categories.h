// What layers that encode classes share: class numbers as 0/1 vectors or counts.
#pragma once
#include "layers/layer.h"

namespace nntrain {

enum class CategoryMode { as_int, one_hot, multi_hot, count };

// x holds class numbers below `depth`; any other gives NaN.
//   one_hot    (B, ...) -> (B, ..., depth): 1 at the class; a last axis of size 1 is replaced
//   multi_hot  (B, n, ...) -> (B, ..., depth): 1 for each class that is among the n
//   count      (B, n, ...) -> (B, ..., depth): how often it is, or the sum of their weights
// Error{config} for multi_hot and count of an input without an axis to gather along.
Tensor encode_categories(Tensor x, CategoryMode mode, Index depth, std::optional<Tensor> weights = std::nullopt);

}  // namespace nntrain
