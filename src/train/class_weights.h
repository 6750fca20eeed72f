// Keras' class_weight: how much the rows of a class count in training.
#pragma once
#include "config/field.h"
#include "input/columns.h"

namespace nntrain {

// Multiplies the weights of the first train_rows rows of the only target by those of their classes; the other rows,
// which validate, stay as they are. A class that is not named counts 1. The class of a row is its target rounded, or
// the place of the largest of several numbers, as in Keras. units: of the output. Errors: config, where
// "/class_weight/…", for a key that is no class of the target.
void apply_class_weights(const Keyed<double>& class_weight, const TargetColumns& target, std::int64_t units,
                         std::int64_t train_rows, Dataset& data);

}  // namespace nntrain
