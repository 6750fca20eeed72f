// What a layer's call() may ask for besides ops: weights, running statistics, random streams.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "constraints/constraint.h"
#include "graph/ops.h"
#include "initializers/initializer.h"
#include "regularizers/regularizer.h"

namespace nntrain {

// A variable of a layer, in Keras' get_weights() order: layer by layer, in the order in which call() asks for them.
struct Weight {
  std::string name;  // "dense/kernel"
  Shape shape;
  Initializer initializer;
  std::optional<Regularizer> regularizer;
  std::optional<Constraint> constraint;
  bool trainable;  // one that is not has neither of both
  Tensor tensor;
};

// One pass over a network's layers, emitting ops into a graph. Called again for another graph (inference after
// training) it asks for the same weights under the same names.
class Builder {
 public:
  Builder(Graph& graph, bool training) : graph_(graph), training_(training) {}

  // For layers.
  Graph& graph() const { return graph_; }
  bool training() const {
    return training_;
  }  // whether Dropout drops and BatchNormalization uses the batch's statistics
  bool trainable() const { return trainable_; }  // whether this layer's weights are trained
  Tensor weight(std::string_view name, std::vector<Index> shape, const Initializer& initializer,
                const std::optional<Regularizer>& regularizer = std::nullopt,
                const std::optional<Constraint>& constraint = std::nullopt);
  Tensor running_statistic(std::string_view name, std::vector<Index> shape, const Initializer& initializer);
  // A penalty on a layer's output, which becomes part of the loss; divided by the batch size, as in Keras.
  void add_penalty(const Regularizer& regularizer, Tensor output);
  std::uint32_t
  next_stream();  // of random numbers that differ from step to step; the k-th call of a pass gets the same one

  // For the network: which layer asks from now on.
  void enter_layer(std::string name, bool trainable = true) {
    layer_ = std::move(name);
    trainable_ = trainable;
  }
  const std::vector<Weight>& weights() const { return weights_; }
  const std::vector<Tensor>& losses() const { return losses_; }  // (1) each, of the whole batch

 private:
  Tensor add(std::string_view name, Weight weight);

  Graph& graph_;
  bool training_;
  std::string layer_;
  bool trainable_ = true;
  std::vector<Weight> weights_;
  std::vector<Tensor> losses_;
  std::uint32_t streams_ = 0;
};

}  // namespace nntrain
