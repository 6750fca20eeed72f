// The parity battery: whole small jobs that Keras has run (tests/golden/parity), run here in the same way.
#pragma once
#include <string>
#include <vector>

#include "network/spec.h"
#include "support/golden.h"
#include "train/model.h"

namespace nntrain::test {

// The files of cases: "layers", "optimizers", ...
std::vector<std::string> parity_groups();
std::vector<Json> parity_cases(const std::string& group);
std::string parity_data();  // the file that all of them train on

Spec spec_of_case(const Json& parity_case);

// What `nntrain fit` makes of a case, from Keras' first weights: the history and the weights at the end.
Model train_case(const Json& parity_case);

// The largest difference of the case's history and weights to Keras', relative to the largest magnitude of each series
// or tensor, or to 0.01. Names and shapes that differ are infinitely far.
struct Difference {
  double value = 0;
  std::string where;  // "val_loss", "dense/kernel"
};
Difference difference_to_keras(const Json& parity_case, const Model& trained);

// The largest difference between Keras' own runs of a case.
double spread_of(const Json& parity_case);
// What nine of ten cases of a group stay below. Two or three runs of one case may agree by chance: they tell little of what
// another order of summing changes, and our products have one of their own for each instruction set.
double usual_spread(std::span<const Json> cases);

}  // namespace nntrain::test
