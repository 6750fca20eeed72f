#include "exchange/keras_layout.h"

#include <algorithm>
#include <map>

#include "config/component.h"
#include "formats/keras_json.h"
#include "layers/wrapper.h"

namespace nntrain {

namespace {

// The groups of a graph's layers: "layers/dense/", "layers/dense_1/", …
class GroupNames {
 public:
  explicit GroupNames(std::string prefix) : prefix_(std::move(prefix)) {}

  std::string next(std::string_view class_name) {
    const std::string name = snake_case(class_name);
    const int before = used_[name]++;
    return prefix_ + name + (before ? "_" + std::to_string(before) : "") + "/";
  }

 private:
  std::string prefix_;
  std::map<std::string, int> used_;
};

class LayoutMaker {
 public:
  explicit LayoutMaker(const std::vector<Weight>& weights) : weights_(weights) {}

  KerasLayout make(const Network& network) {
    layout_.groups.emplace_back("vars");
    graph(network.graph(), network.is_sequential(), "layers/");
    for (const GraphLayer& layer : network.graph().layers()) layout_.layers.push_back({layer.name, trained_first(layer)});
    for (const Weight& weight : weights_) layout_.weights.push_back({weight.name, paths_[weight.name], copies_[weight.name], weight.shape.dims, types_[weight.name]});
    return std::move(layout_);
  }

 private:
  void graph(const LayerGraph& graph, bool is_sequential, const std::string& prefix) {
    GroupNames names(prefix);
    for (const GraphInput& input : graph.inputs())
      if (!input.is_layer && !is_sequential) layout_.groups.push_back(names.next("InputLayer") + "vars");
    for (const GraphLayer& layer : graph.layers()) {
      if (layer.layer.kind().max_inputs == 0) {
        if (!is_sequential) layout_.groups.push_back(names.next("InputLayer") + "vars");
      } else if (layer.model) {
        const bool inside = is_keras_sequential(layer);
        const std::string at = names.next(inside ? "Sequential" : "Functional");
        layout_.groups.push_back(at + "vars");
        this->graph(*layer.model, inside, at + "layers/");
      } else {
        own_weights(layer, names.next(layer.layer.type()));
      }
    }
  }

  // "dense/kernel" of a wrapper is of the layer inside: "layer/vars/0".
  void own_weights(const GraphLayer& layer, const std::string& at) {
    std::vector<int> counts(layer.inner_names.size() + 1);
    std::string inside = at;
    for (std::size_t depth = 0; depth < counts.size(); ++depth, inside += "layer/") layout_.groups.push_back(inside + "vars");
    for (const Weight& weight : weights_of(layer)) {
      const bool is_watched = layer.layer.type() == "SpectralNormalization" && (weight.name.ends_with("/kernel") || weight.name.ends_with("/embeddings"));
      std::string_view rest = std::string_view(weight.name).substr(layer.path.size() + 1);
      std::string path = at;
      const Layer* owner = &layer.layer;
      std::size_t depth = 0;
      for (; depth < layer.inner_names.size() && rest.starts_with(layer.inner_names[depth] + "/"); ++depth) {
        rest.remove_prefix(layer.inner_names[depth].size() + 1);
        path += "layer/";
        owner = &owner->call(&LayerKind::wrapped)->layer;
      }
      types_[weight.name] = owner->type();
      if (is_watched) copies_[weight.name] = at + "vars/" + std::to_string(counts[0]++);
      paths_[weight.name] = path + "vars/" + std::to_string(counts[depth]++);
    }
  }

  std::vector<Weight> weights_of(const GraphLayer& layer) const {
    std::vector<Weight> own;
    std::ranges::copy_if(weights_, std::back_inserter(own), [&](const Weight& weight) { return weight.name.starts_with(layer.path + "/"); });
    return own;
  }
  std::vector<std::string> trained_first(const GraphLayer& layer) const {
    std::vector<Weight> own = weights_of(layer);
    std::stable_partition(own.begin(), own.end(), [](const Weight& weight) { return weight.trainable; });
    std::vector<std::string> names;
    for (const Weight& weight : own) names.push_back(weight.name);
    return names;
  }

  const std::vector<Weight>& weights_;
  std::map<std::string, std::string> paths_, copies_, types_;  // by weight
  KerasLayout layout_;
};

}  // namespace

KerasLayout keras_layout(const PredictionNetwork& of) { return LayoutMaker(of.forward().weights).make(of.network); }

KerasLayout keras_layout_inside(KerasLayout network, std::span<const std::string> classes, std::string_view network_class) {
  KerasLayout whole{.groups = {"vars"}, .weights = std::move(network.weights), .layers = {}};
  GroupNames names("layers/");
  for (const std::string& each : classes) {
    const std::string at = names.next(each);
    whole.groups.push_back(at + "vars");
    if (each != network_class) continue;
    for (const std::string& group : network.groups) whole.groups.push_back(at + group);
    for (KerasWeight& weight : whole.weights)
      for (std::string* path : {&weight.path, &weight.copy})
        if (!path->empty()) path->insert(0, at);
  }
  return whole;
}

}  // namespace nntrain
