// The op graph for formats whose layers hold numbers of their own: what is the same for every row (weights, and whatever is computed of
// nothing else, as the factor of a BatchNormalization) is numbers here, and a product with its bias is one thing.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "exchange/op_graph.h"

namespace nntrain {

// y = x · kernel + bias on the last axis.
struct DenseStep {
  int x;  // a value
  Index units;
  std::string kernel_name, bias_name;  // of the weights, "dense/kernel"; empty: none
  std::vector<float> kernel;           // (units, inputs): the other way round than here
  std::vector<float> bias;             // (units), or empty: none
};

class FoldedGraph {
 public:
  explicit FoldedGraph(const Model& model);  // which must stay as it is. Errors: config

  const OpGraph& ops() const { return ops_; }
  const Shape& shape(int v) const { return ops_.value(v).shape; }

  // The ops that depend on the data, in order. What is part of another is left out: a product whose bias is added to it, of which dense() of
  // the addition tells, and the parts of a leaky_relu().
  const std::vector<int>& steps() const { return steps_; }

  bool is_known(int v) const { return !depends_[static_cast<std::size_t>(v)]; }
  // Of a known value: row-major, of one row where it is batched.
  const std::vector<float>& numbers(int v) const { return numbers_.at(v); }
  // A known value that is a single number.
  std::optional<float> one_number(int v) const;
  // "dense/kernel", of a known value that is all of a weight, of whatever shape; else empty.
  std::string weight_name(int v) const;

  std::optional<DenseStep> dense(int op) const;  // nothing: it is something else

 private:
  int product_of(const Op& op) const;  // the op whose result `op` adds a bias to, and nothing else reads; else -1

  OpGraph ops_;
  std::vector<bool> depends_;  // on the data, by value
  std::vector<int> steps_;
  std::map<int, std::vector<float>> numbers_;
};

}  // namespace nntrain
