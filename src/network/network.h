// The network of a config: its graph of layers, and what is wanted of the outputs. Made from a Spec once; emitted into
// a graph of ops as often as one is needed (training, validation, prediction).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/diagnostics.h"
#include "columns/columns.h"
#include "layers/builder.h"
#include "network/layer_graph.h"
#include "network/spec.h"

namespace nntrain {

struct HeadMetric {
  MetricEntry entry;
  std::string pointer;  // where the config says it
};

// An output of the network with its loss and metrics.
struct Head {
  std::string name;  // of the layer
  Loss loss;         // may be none: nothing is learned from this output
  double loss_weight = 1;
  std::string loss_pointer = "/loss";  // where the config says it
  std::vector<HeadMetric> metrics, weighted_metrics;

  // Without a loss: as metrics find it.
  TargetForm target_form() const { return loss ? loss.call(&LossKind::target_form) : TargetForm::chosen; }
  bool has_target() const { return loss || !metrics.empty() || !weighted_metrics.empty(); }
};

// What the config says of each output. What is wrong with it goes to `diagnostics`.
std::vector<Head> make_heads(const Spec& spec, const std::vector<GraphOutput>& outputs, Diagnostics& diagnostics);

// What one pass over the layers has emitted.
struct Forward {
  std::vector<Tensor> inputs;               // of the network's graph
  std::vector<std::vector<Tensor>> values;  // the outputs of each node of the network's graph
  std::vector<Tensor> outputs;              // by head
  std::vector<Weight> weights;              // in Keras' get_weights() order
  std::vector<Tensor> losses;               // of layers, besides those of the outputs
  std::vector<Learner> learners;
  std::vector<Tensor> masks;            // by head: which places of the output count; none: all do
  std::vector<std::string> lost_masks;  // layers that a mask reached and did not pass
  std::vector<Builder::Call> calls;     // which ops are whose
};

class Network {
 public:
  // All errors (names, inputs, cycles, losses and metrics of unknown outputs) go to `diagnostics` and are thrown from
  // here.
  Network(const Spec& spec, Diagnostics& diagnostics);

  const LayerGraph& graph() const { return *graph_; }
  const std::vector<Head>& heads() const { return heads_; }              // in the order of the graph's outputs
  bool is_sequential() const;                                            // what Keras calls so
  const std::string& automatic_name() const { return automatic_name_; }  // Keras': "sequential", "functional"

  // What the layer at this place of the config has become by learning from the training rows.
  void replace_layer(const std::string& pointer, const Layer& layer) { graph_->replace_layer(pointer, layer); }

  // What the encoding of the data must know. outputs: shapes of a sample at each output, where they are known; until
  // then, some losses do not say how they want their target.
  NetworkWants wants(std::span<const std::vector<Index>> outputs = {}) const;

  // Emits all layers. `inputs`: one (B, ...) tensor for each input. A layer that does not take the shape it is given:
  // Error{config} naming the layer, both shapes and what stands before it, thrown through `diagnostics`.
  Forward emit(Graph& graph, bool training, std::span<const Tensor> inputs, Diagnostics& diagnostics) const;

 private:
  std::shared_ptr<LayerGraph> graph_;
  std::vector<Head> heads_;
  std::string automatic_name_;
};

}  // namespace nntrain
