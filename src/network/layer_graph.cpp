#include "network/layer_graph.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "graph/axes.h"

namespace nntrain {

std::string AutomaticNames::peek(std::string_view type) const {
  const std::string name = snake_case(type);
  const auto used = used_.find(name);
  return used == used_.end() || used->second == 0 ? name : name + "_" + std::to_string(used->second);
}

std::string AutomaticNames::next(std::string_view type) {
  std::string name = peek(type);
  use_up(snake_case(type));
  return name;
}

bool LayerGraph::is_line() const {
  if (layers_.size() != nodes_.size()) return false;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const std::vector<Source>& inputs = nodes_[i].inputs;
    if (i == 0 ? !inputs.empty() : inputs.size() != 1 || inputs[0].node != static_cast<int>(i) - 1) return false;
  }
  return true;
}

Index LayerGraph::index_limit(int input) const {
  Index limit = 0;
  bool all = true;
  const auto consume = [&](const Node& node, int argument) {
    const GraphLayer& layer = layer_of(node);
    const Index own = layer.model     ? layer.model->index_limit(argument)
                      : argument == 0 ? layer.layer.call(&LayerKind::index_limit)
                                      : 0;
    if (own == 0)
      all = false;
    else
      limit = limit == 0 ? own : std::min(limit, own);
  };
  for (const Node& node : nodes_) {
    if (node.data_input == input && layer_of(node).layer.kind().max_inputs > 0) consume(node, 0);
    for (std::size_t k = 0; k < node.inputs.size(); ++k) {
      const Node& source = nodes_[static_cast<std::size_t>(node.inputs[k].node)];
      if (source.data_input == input && layer_of(source).layer.kind().max_inputs == 0)
        consume(node, static_cast<int>(k));
    }
  }
  return all ? limit : 0;
}

void LayerGraph::replace_layer(const std::string& pointer, const Layer& layer) {
  for (GraphLayer& each : layers_) {
    if (each.model) each.model->replace_layer(pointer, layer);
    if (each.pointer == pointer) each.layer = layer;
  }
}

void LayerGraph::number_layers(int& next) {
  for (GraphLayer& layer : layers_) {
    if (layer.model)
      layer.model->number_layers(next);
    else
      layer.number = next++;
  }
}

// "; its input (None, 8) is the output of layer "dense" (Dense)"
std::string LayerGraph::inputs_text(const Node& node, std::span<const Tensor> inputs) const {
  std::string text;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    text += (i == 0 ? "; its input " : ", ") + keras_shape(inputs[i].shape()) + " is ";
    if (!node.inputs.empty())
      text += "the output of layer " + quoted(nodes_[static_cast<std::size_t>(node.inputs[i].node)].name) + " (" +
              std::string(layer_of(node.inputs[i]).layer.type()) + ")";
    else
      text += path_.empty() ? "the data" : "what the model " + quoted(path_) + " is given";
  }
  return text;
}

std::vector<Tensor> LayerGraph::emit_node(const Node& node, Builder& builder, std::span<const Tensor> inputs,
                                          Diagnostics& diagnostics) const {
  const GraphLayer& layer = layer_of(node);
  if (layer.model) return layer.model->outputs_of(layer.model->emit(builder, inputs, diagnostics));
  builder.enter_layer(layer.path, layer.trainable, layer.inner_names, layer.number);
  try {
    if (node.data_input >= 0 && !path_.empty()) {  // of the network itself, the data have been made to fit
      const auto& wanted = inputs_[static_cast<std::size_t>(node.data_input)].shape;
      if (wanted && per_sample(*wanted) != inputs[0].shape())
        throw Error{ErrorKind::config, "expected an input of shape " + keras_shape(per_sample(*wanted)), {}, ""};
    }
    if (layer.layer.call(&LayerKind::must_adapt) && node.call == 0)
      builder.add_learner({layer.path, layer.pointer, layer.layer, inputs[0]});
    const Tensor y = call_layer(layer.layer, builder, inputs);
    if (layer.activity_regularizer) builder.add_penalty(*layer.activity_regularizer, y);
    return {y};
  } catch (const Error& e) {
    if (e.kind != ErrorKind::config) throw;
    diagnostics.error(node.pointer,
                      "layer " + quoted(layer.path) + " (" + std::string(layer.layer.type()) + "): " + e.message +
                          inputs_text(node, inputs),
                      e.hint);
    diagnostics.throw_if_any();
    throw;
  }
}

std::vector<std::vector<Tensor>> LayerGraph::emit(Builder& builder, std::span<const Tensor> inputs,
                                                  Diagnostics& diagnostics) const {
  std::vector<std::vector<Tensor>> values(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    std::vector<Tensor> in;
    if (node.data_input >= 0) in.push_back(inputs[static_cast<std::size_t>(node.data_input)]);
    for (const Source& from : node.inputs)
      in.push_back(values[static_cast<std::size_t>(from.node)][static_cast<std::size_t>(from.output)]);
    values[i] = emit_node(node, builder, in, diagnostics);
  }
  return values;
}

std::vector<Tensor> LayerGraph::outputs_of(const std::vector<std::vector<Tensor>>& values) const {
  std::vector<Tensor> out;
  for (const GraphOutput& output : outputs_)
    out.push_back(values[static_cast<std::size_t>(output.source.node)][static_cast<std::size_t>(output.source.output)]);
  return out;
}

}  // namespace nntrain
