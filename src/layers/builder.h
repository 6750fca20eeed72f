// What a layer's call() may ask for besides ops: weights, running statistics, random streams.
#pragma once
#include <functional>
#include <map>
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
  bool trainable;            // one that is not has neither of both
  bool changes;              // whether training changes it, by gradients or as a running statistic
  std::vector<float> start;  // first values that are known, instead of the initializer's
  Tensor tensor;
  int layer = 0;  // which layer's, as counted by enter_layer()
};

// A layer that still has to learn from the training rows before training begins, and what reaches it.
struct Learner {
  std::string name, pointer;  // pointer: its place in the config
  AnyComponent layer;
  Tensor input;
};

// What a weight is before training: of the place-th weight of a network, with this seed of the run.
std::vector<float> initial_values(const Weight& weight, std::uint32_t place, std::uint64_t seed);

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
  bool trainable() const { return scope_.trainable; }  // whether this layer's weights are trained
  Tensor weight(std::string_view name, std::vector<Index> shape, const Initializer& initializer,
                const std::optional<Regularizer>& regularizer = std::nullopt,
                const std::optional<Constraint>& constraint = std::nullopt);
  Tensor running_statistic(std::string_view name, std::vector<Index> shape, const Initializer& initializer,
                           std::vector<float> start = {});
  // A weight that training leaves alone. `start`, here and above: first values that are not the initializer's.
  Tensor learnt(std::string_view name, std::vector<Index> shape, const Initializer& initializer, std::vector<float> start);
  // A penalty on a layer's output, which becomes part of the loss; divided by the batch size, as in Keras.
  void add_penalty(const Regularizer& regularizer, Tensor output);
  // Of random numbers that differ from step to step; the k-th call of a pass gets the same one. With a seed, the stream of
  // that seed: layers with equal seeds draw alike.
  std::uint32_t next_stream(std::optional<std::uint64_t> seed = std::nullopt);

  // Which places of a tensor count, all but its last axis: 1 where they do, 0 where not. None: all do.
  Tensor mask_of(Tensor x) const;
  void set_mask(Tensor x, Tensor mask) { masks_[x.id] = mask; }

  // For wrappers: whose name weights bear, and what is told of the next kernel (or embeddings) before anything takes it.
  struct Scope {
    std::string path;
    bool trainable = true;
    std::size_t depth = 0;  // how many wrappers stand around
  };
  const Scope& scope() const { return scope_; }
  void set_scope(Scope scope) { scope_ = std::move(scope); }
  Scope inner_scope(bool trainable) const;
  void on_kernel(std::function<void(Tensor kernel)> rule);

  // For the network: which layer asks from now on, by the path to it ("encoder/dense") and its place in Keras' order.
  // inner_names: of the layers that it wraps, the outermost first.
  void enter_layer(std::string path, bool trainable = true, std::vector<std::string> inner_names = {}, int layer = 0) {
    scope_ = {std::move(path), trainable, 0};
    layer_number_ = layer;
    inner_names_ = std::move(inner_names);
    calls_.push_back({graph_.ops.size(), scope_.path});
  }
  // Where the ops of each layer begin, in the order in which they were entered.
  struct Call {
    std::size_t first_op;
    std::string layer;
  };
  const std::vector<Call>& calls() const { return calls_; }
  // A layer whose result has no mask though its input has one.
  void lose_mask() { lost_masks_.push_back(scope_.path); }
  const std::vector<std::string>& lost_masks() const { return lost_masks_; }
  const std::vector<Weight>& weights() const { return weights_; }
  const std::vector<Tensor>& losses() const { return losses_; }  // (1) each, of the whole batch
  void add_learner(Learner learner) { learners_.push_back(std::move(learner)); }
  const std::vector<Learner>& learners() const { return learners_; }  // in the order in which data pass through them

 private:
  Tensor add(std::string_view name, Weight weight);

  Graph& graph_;
  bool training_;
  Scope scope_;
  int layer_number_ = 0;
  std::vector<std::string> inner_names_;
  std::function<void(Tensor)> on_kernel_;
  std::map<int, Tensor> masks_;  // by id of the tensor
  std::vector<std::string> lost_masks_;
  std::vector<Weight> weights_;
  std::vector<Tensor> losses_;
  std::vector<Learner> learners_;
  std::vector<Call> calls_;
  std::uint32_t streams_ = 0;
};

}  // namespace nntrain
