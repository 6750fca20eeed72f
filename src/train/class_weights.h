// Rows weighted by their class, and counted.
#pragma once
#include <map>
#include <variant>

#include "network/spec.h"

namespace nntrain {

// "class_weight": multiplies the weights of the first train_rows rows of the only target by those of their classes; the other rows,
// which validate, stay as they are. A class that is not named counts 1; "balanced": rows / (classes · rows of the class), as
// scikit-learn's. The class of a row is its target rounded, or the place of the largest of several numbers, as in Keras. units: of
// the output. Errors: config, where "/class_weight/…", for a key that is no class of the target.
void apply_class_weights(const std::variant<Keyed<double>, ClassWeights>& class_weight, const TargetColumns& target,
                         std::int64_t units, std::int64_t train_rows, Dataset& data);

// How many rows from begin to end each class has; those that have none are not there.
std::map<std::int64_t, std::int64_t> count_classes(const Matrix& targets, std::int64_t begin, std::int64_t end);

// "no 70, yes 50": how many rows from begin to end each class has; empty where the target is numbers.
std::string class_counts(const TargetColumns& target, const Matrix& targets, std::int64_t begin, std::int64_t end);

}  // namespace nntrain
