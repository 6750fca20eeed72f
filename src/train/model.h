// A trained network: the whole product of a run, a plain value.
#pragma once
#include <cstdint>
#include <optional>
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

// What the optimizer keeps from step to step: a program that reads it goes on training where the run ended.
struct OptimizerState {
  std::int64_t steps = 0;          // done
  double learning_rate = 0;        // of the next one
  std::vector<NamedTensor> slots;  // "optimizer/dense/kernel/momentum"
};

struct Model {
  Spec spec;
  Columns columns;
  std::vector<NamedTensor> weights;  // in Keras' get_weights() order
  History history;
  std::vector<NamedValue> test;  // loss and metrics on the rows that the split kept for it; empty: none
  Proof proof;
  std::optional<OptimizerState> optimizer;  // where it was asked for
  std::string note;  // of one that is not finished, why; else empty
  std::vector<std::string> health;  // what was found of the training, a line each
};

}  // namespace nntrain
