// A trained network: the whole product of a run, a plain value.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/named_tensor.h"
#include "columns/columns.h"
#include "network/spec.h"

namespace nntrain {

// Keras' History.history: values by epoch, by name. loss first, then metrics, then val_*, then
// what callbacks have added.
using History = std::vector<std::pair<std::string, std::vector<double>>>;

// A few input rows and what the network made of them when it was saved: replayed when the model is read.
struct Proof {
  std::vector<Matrix> inputs;   // by input, as encoded
  std::vector<Matrix> outputs;  // by output
};

struct NamedValue {
  std::string name;
  double value;
};

struct Model {
  Spec spec;
  Columns columns;
  std::vector<NamedTensor> weights;  // in Keras' get_weights() order
  History history;
  std::vector<NamedValue> test;  // loss and metrics on the rows that the split kept for it; empty: none
  Proof proof;
};

}  // namespace nntrain
