// A graph of named layers and who takes whose output: a network, or a model that stands as a layer in one. Keras'
// words: a layer may be called several times, each call is a node.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/diagnostics.h"
#include "layers/layer_entry.h"

namespace nntrain {

class LayerGraph;

struct GraphLayer {
  std::string name;     // given, or Keras' automatic one: "dense", "dense_1"
  std::string path;     // its weights' names begin with it: "encoder/dense"
  std::string pointer;  // in the config: "/layers/2"
  Layer layer;
  bool trainable = true;
  std::optional<Regularizer> activity_regularizer;
  std::shared_ptr<LayerGraph> model;     // of a model
  std::vector<std::string> inner_names;  // of a wrapper: of the layers inside
  int number = 0;                     // its weights' place among those of all layers, nested ones too
};

// An output of a node. Only a model has more than one.
struct Source {
  int node;
  int output = 0;
  bool operator==(const Source&) const = default;
};

struct Node {
  int layer = -1;
  int call = 0;                // of its layer's calls, in the config's order
  std::string name;            // how other layers call what it makes: the layer's name, or a further call's
  std::string pointer;         // in the config
  std::vector<Source> inputs;  // empty: it takes the data
  int data_input = -1;         // which of the graph's inputs it takes, or -1
};

struct GraphInput {
  std::string name;  // of the layer that takes it
  std::string pointer;
  std::optional<std::vector<Index>> shape;  // of a sample, where the config says it
  bool is_layer = false;                    // an Input
};

struct GraphOutput {
  Source source;
  std::string name;  // of the node; "encoder/mean" where that makes several
};

// Keras' automatic names, counted over a whole config.
class AutomaticNames {
 public:
  std::string next(std::string_view type);
  std::string peek(std::string_view type) const;  // what next() would give
  void use_up(const std::string& name) { ++used_[name]; }

 private:
  std::map<std::string, int> used_;
};

class LayerGraph {
 public:
  // Layers and nodes in Keras' order; inputs and outputs in the config's.
  const std::vector<GraphLayer>& layers() const { return layers_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<GraphInput>& inputs() const { return inputs_; }
  const std::vector<GraphOutput>& outputs() const { return outputs_; }
  const GraphLayer& layer_of(const Node& node) const { return layers_[static_cast<std::size_t>(node.layer)]; }
  const GraphLayer& layer_of(Source source) const { return layer_of(nodes_[static_cast<std::size_t>(source.node)]); }
  // Each layer takes what the one before it makes, and is called once.
  bool is_line() const;
  bool is_chain() const { return is_chain_; }  // nothing says "inputs", "outputs" or "shared"

  // If all that takes this input takes it as whole numbers: how many there are at most. Else 0.
  Index index_limit(int input) const;

  // Emits all nodes; a list of outputs for each. `inputs`: one (B, ...) tensor for each input. A layer that does not
  // take what it is given: Error{config} naming the layer, the shapes and where they come from, thrown through
  // `diagnostics`.
  std::vector<std::vector<Tensor>> emit(Builder& builder, std::span<const Tensor> inputs,
                                        Diagnostics& diagnostics) const;
  std::vector<Tensor> outputs_of(const std::vector<std::vector<Tensor>>& values) const;

  // Puts another layer in the place of the one that stands there in the config, nested ones too.
  void replace_layer(const std::string& pointer, const Layer& layer);

  // Numbers the layers, nested ones too, in Keras' order of weights.
  void number_layers(int& next);

 private:
  friend class LayerGraphBuilder;
  std::vector<Tensor> emit_node(const Node& node, Builder& builder, std::span<const Tensor> inputs,
                                Diagnostics& diagnostics) const;
  std::string inputs_text(const Node& node, std::span<const Tensor> inputs) const;

  std::string path_;  // of the model it is; empty: the network
  std::vector<GraphLayer> layers_;
  std::vector<Node> nodes_;
  std::vector<GraphInput> inputs_;
  std::vector<GraphOutput> outputs_;
  bool is_chain_ = true;
};

// What the builder is told of the place where a graph stands.
struct GraphPlace {
  std::string pointer;  // of the object that holds "layers" and "outputs"
  bool trainable = true;
  bool only_a_chain = false;  // a Sequential
};

// Resolves names. What is wrong (names, inputs, cycles) goes to `diagnostics`; null then.
std::shared_ptr<LayerGraph> make_layer_graph(std::span<const LayerEntry> layers, std::span<const std::string> outputs,
                                             const GraphPlace& place, AutomaticNames& names, Diagnostics& diagnostics);

}  // namespace nntrain
