// What a trained network does with a row, as ops: from this the formats are written that speak of ops: C, and the graphs of ONNX, TensorFlow, MXNet and Caffe.
#pragma once
#include <optional>
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
  int readers(int v) const { return readers_[static_cast<std::size_t>(v)]; }  // how many of them take it, outputs counted
  // Of select(x > 0, x, slope · x), of whose parts nothing else is made: formats have an op of its own for it.
  struct LeakyRelu {
    int x, greater, product;  // a value, and the ops that need not be written
    double slope;
  };
  std::optional<LeakyRelu> leaky_relu(const Op& op) const;
  // The trained numbers that a value of Role::variable is, or is a window of.
  const NamedTensor& weight(const Value& value) const;
  // Of the network's inputs in files: that of the Input layer, or "dense_input".
  std::vector<std::string> input_names() const;
  // The layer of the config that emitted an op: for messages, and to tell a reader where he is.
  const std::string& layer_of(int op) const;

 private:
  const Model& model_;
  PredictionNetwork exported_;
  std::vector<int> ops_, readers_;
};

// What an elementwise op makes of two shapes: dimensions aligned from the right, 1 is repeated.
Shape broadcast(const Shape& a, const Shape& b);

}  // namespace nntrain
