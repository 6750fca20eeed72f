// The network of a config: named layers and who takes whose output. Made from a Spec once; emitted into a graph as often as one
// is needed (training, validation, prediction).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/diagnostics.h"
#include "input/columns.h"
#include "network/spec.h"

namespace nntrain {

struct Node {
  std::string name;         // given, or Keras' automatic one: "dense", "dense_1"
  Layer layer;
  std::vector<int> inputs;  // nodes; empty: it takes the data
  int data_input = -1;      // which of the network's inputs it takes, or -1
  std::string pointer;      // in the config: "/layers/2"
  std::vector<std::string> inner_names;  // of a wrapper: of the layers inside
  bool trainable = true;
  std::optional<Regularizer> activity_regularizer;
};

struct HeadMetric {
  MetricEntry entry;
  std::string pointer;  // where the config says it
};

// An output of the network with its loss and metrics.
struct Head {
  int node = 0;
  Loss loss;  // may be none: nothing is learned from this output
  double loss_weight = 1;
  std::string loss_pointer = "/loss";  // where the config says it
  std::vector<HeadMetric> metrics, weighted_metrics;

  TargetForm target_form() const { return loss ? loss.call(&LossKind::target_form) : TargetForm::number; }
  bool has_target() const { return loss || !metrics.empty() || !weighted_metrics.empty(); }
};

// What one pass over the layers has emitted.
struct Forward {
  std::vector<Tensor> values;    // by node
  std::vector<Tensor> outputs;   // by head
  std::vector<Weight> weights;   // in Keras' get_weights() order
  std::vector<Tensor> losses;    // of layers, besides those of the outputs
  std::vector<Learner> learners;
  std::vector<Tensor> masks;             // by head: which places of the output count; none: all do
  std::vector<std::string> lost_masks;   // layers that a mask reached and did not pass
};

class Network {
 public:
  // All errors (names, inputs, cycles, losses and metrics of unknown outputs) go to `diagnostics` and are thrown from here.
  Network(const Spec& spec, Diagnostics& diagnostics);

  // In Keras' order of layers: by longest way to an output, largest first.
  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<Head>& heads() const { return heads_; }  // in the config's order
  int num_inputs() const { return num_inputs_; }
  bool is_chain() const { return is_chain_; }  // what Keras calls Sequential
  bool has_input_layers() const;

  // What the layer at this place of the config has become by learning from the training rows.
  void replace_layer(const std::string& pointer, const Layer& layer);

  // What the encoding of the data must know. outputs: shapes of a sample at each output, where they are known; until then, some
  // losses do not say how they want their target.
  NetworkWants wants(std::span<const std::vector<Index>> outputs = {}) const;
  // Shapes of a sample at each input, where the config says them.
  std::vector<std::optional<std::vector<Index>>> input_shapes() const;

  // Emits all layers. `inputs`: one (B, ...) tensor for each input. A layer that does not take the shape it is given: Error{config}
  // naming the layer, both shapes and what stands before it, thrown through `diagnostics`.
  Forward emit(Graph& graph, bool training, std::span<const Tensor> inputs, Diagnostics& diagnostics) const;

 private:
  friend class NetworkBuilder;
  std::vector<Node> nodes_;
  std::vector<Head> heads_;
  int num_inputs_ = 0;
  bool is_chain_ = true;
  std::vector<std::optional<std::vector<Index>>> input_shapes_;
};

}  // namespace nntrain
