// What a trained network does with a row, as ops: from this the formats are written that speak of ops, C and ONNX.
#pragma once
#include <string>
#include <vector>

#include "exchange/format.h"
#include "train/prediction_network.h"

namespace nntrain {

class OpGraph {
 public:
  explicit OpGraph(const Model& model);  // which must stay as it is. Errors: config

  Graph& graph() const { return exported_.job->graph; }
  const Forward& forward() const { return exported_.forward(); }
  const Network& network() const { return exported_.network; }
  const Model& model() const { return model_; }

  const Op& op(int i) const { return graph().ops[static_cast<std::size_t>(i)]; }
  const Value& value(int v) const { return graph().values[static_cast<std::size_t>(v)]; }

  // Those that the outputs depend on, views too, in order.
  const std::vector<int>& ops() const { return ops_; }
  // The trained numbers that a value of Role::variable is, or is a window of.
  const NamedTensor& weight(const Value& value) const;
  // The layer of the config that emitted an op: for messages, and to tell a reader where he is.
  const std::string& layer_of(int op) const;

 private:
  const Model& model_;
  PredictionNetwork exported_;
  std::vector<int> ops_;
};

}  // namespace nntrain
