// What a layer's call() may ask for besides ops: weights, running statistics, random streams.
#pragma once
#include <optional>
#include <string>
#include <vector>

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
  bool trainable;
  Tensor tensor;
};

// One pass over a network's layers, emitting ops into a graph. Called again for another graph (inference after training) it
// asks for the same weights under the same names.
class Builder {
 public:
  Builder(Graph& graph, bool training) : graph_(graph), training_(training) {}

  // For layers.
  Graph& graph() const { return graph_; }
  bool training() const { return training_; }  // whether Dropout drops and BatchNormalization uses the batch's statistics
  Tensor weight(std::string_view name, std::vector<Index> shape, const Initializer& initializer,
                const std::optional<Regularizer>& regularizer = std::nullopt);
  Tensor running_statistic(std::string_view name, std::vector<Index> shape, const Initializer& initializer);
  std::uint32_t next_stream();  // of random numbers that differ from step to step; the k-th call of a pass gets the same one

  // For the network: which layer asks from now on.
  void enter_layer(std::string name) { layer_ = std::move(name); }
  const std::vector<Weight>& weights() const { return weights_; }

 private:
  Tensor add(std::string_view name, std::vector<Index> shape, const Initializer& initializer,
             const std::optional<Regularizer>& regularizer, bool trainable);

  Graph& graph_;
  bool training_;
  std::string layer_;
  std::vector<Weight> weights_;
  std::uint32_t streams_ = 0;
};

}  // namespace nntrain
