// Rows weighted by their class, and counted.
#pragma once
#include <variant>

#include "network/spec.h"

namespace nntrain {

// "class_weight": multiplies the weights of the first train_rows rows of `data` by those of their classes; an output tells `units`
// classes. Error{config}: a class that the target does not have.
void apply_class_weights(const std::variant<Keyed<double>, ClassWeights>& class_weight, const TargetColumns& target,
                         std::int64_t units, std::int64_t train_rows, Dataset& data);

// "no 70, yes 50": how many rows from begin to end each class has; empty where the target is numbers.
std::string class_counts(const TargetColumns& target, const Matrix& targets, std::int64_t begin, std::int64_t end);

}  // namespace nntrain
