// From a config's list of layers to a graph of them: automatic names, further calls, inputs, outputs, Keras' order.
#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "layers/wrapper.h"
#include "network/graph_order.h"
#include "network/layer_graph.h"

namespace nntrain {

class LayerGraphBuilder {
 public:
  LayerGraphBuilder(std::span<const LayerEntry> entries, std::span<const std::string> outputs, const GraphPlace& place,
                    AutomaticNames& names, Diagnostics& diagnostics)
      : entries_(entries), output_names_(outputs), place_(place), names_(names), diagnostics_(diagnostics) {}

  std::shared_ptr<LayerGraph> build() {
    const std::size_t errors = diagnostics_.items().size();
    name_layers();
    name_calls();
    check_names();
    find_inputs();
    if (diagnostics_.items().size() != errors) return nullptr;
    find_outputs();
    if (diagnostics_.items().size() != errors) return nullptr;
    order();
    return diagnostics_.items().size() == errors ? graph_ : nullptr;
  }

 private:
  // An entry of the list while names are resolved; a layer has the entry's index until the order is known.
  struct Draft {
    GraphLayer layer;
    Node node;
    bool taken = false;      // by another layer
    bool is_broken = false;  // a model with errors of its own, or a call of a layer that is not there
  };

  std::string pointer(std::size_t i) const { return child_pointer(place_.pointer + "/layers", i); }
  Draft& draft(int i) { return drafts_[static_cast<std::size_t>(i)]; }
  Draft& called(int i) { return draft(draft(i).node.layer); }  // the layer that entry i calls
  int outputs_of(int i) {
    const GraphLayer& layer = called(i).layer;
    return layer.model ? static_cast<int>(layer.model->outputs().size()) : 1;
  }

  // ---- names ----

  void name_layers() {
    drafts_.resize(entries_.size());
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const LayerEntry& entry = entries_[i];
      Draft& d = drafts_[i];
      d.node.pointer = pointer(i);
      if (entry.is_shared()) continue;
      // A model comes after the layers that it is made of.
      const auto* layers = entry.layer.call(&LayerKind::model_layers);
      const auto* outputs = entry.layer.call(&LayerKind::model_outputs);
      d.layer.inner_names = names_inside(entry.layer, [&](std::string_view type) { return names_.next(type); });
      std::string name = entry.name;
      if (name.empty() && !layers) name = names_.next(entry.layer.type());
      if (layers) {
        const GraphPlace inside{pointer(i), place_.trainable && entry.trainable, outputs == nullptr};
        d.layer.model =
            make_layer_graph(*layers, outputs ? *outputs : std::vector<std::string>{}, inside, names_, diagnostics_);
        d.is_broken = !d.layer.model;
        if (name.empty()) name = names_.next(entry.layer.type());
        if (!outputs) names_.use_up("functional");  // Keras makes one inside of each Sequential
        if (d.layer.model) add_path(*d.layer.model, name);
        if (entry.activity_regularizer)
          diagnostics_.error(pointer(i) + "/activity_regularizer", "a model has no activity_regularizer of its own",
                             "give it to a layer of the model");
      }
      if (name.find('/') != std::string::npos)
        diagnostics_.error(pointer(i) + "/name", "expected a name without \"/\"; got " + quoted(name));
      d.layer.name = d.node.name = name;
      d.layer.path = name;  // add_path() of the models around it completes it
      d.layer.pointer = pointer(i);
      d.layer.layer = entry.layer;
      d.layer.trainable = place_.trainable && entry.trainable;
      d.layer.activity_regularizer = entry.activity_regularizer;
      d.node.layer = static_cast<int>(i);
    }
  }

  static void add_path(LayerGraph& graph, const std::string& path) {
    graph.path_ = graph.path_.empty() ? path : path + "/" + graph.path_;
    for (GraphLayer& layer : graph.layers_) {
      layer.path = path + "/" + layer.path;
      if (layer.model) add_path(*layer.model, path);
    }
  }

  void name_calls() {
    std::map<int, int> calls;  // by layer
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const LayerEntry& entry = entries_[i];
      if (!entry.is_shared()) continue;
      Draft& d = drafts_[i];
      d.node.name = entry.name;
      const int layer = find_layer(i);
      if (layer < 0) {
        d.is_broken = true;
        continue;
      }
      d.node.layer = layer;
      d.node.call = ++calls[layer];
      d.is_broken = draft(layer).is_broken;
      if (d.node.name.empty()) d.node.name = entry.shared + "[" + std::to_string(d.node.call) + "]";
      if (d.node.name.find('/') != std::string::npos)
        diagnostics_.error(pointer(i) + "/name", "expected a name without \"/\"; got " + quoted(d.node.name));
      if (draft(layer).layer.layer.kind().max_inputs == 0)
        diagnostics_.error(pointer(i) + "/shared",
                           "the layer " + quoted(entry.shared) + " takes data: it cannot be called again",
                           "name it in \"inputs\"");
    }
  }

  int find_layer(std::size_t i) {
    const std::string& name = entries_[i].shared;
    for (std::size_t k = 0; k < drafts_.size(); ++k)
      if (!entries_[k].is_shared() && drafts_[k].layer.name == name) return static_cast<int>(k);
    for (std::size_t k = 0; k < drafts_.size(); ++k)
      if (entries_[k].is_shared() && k != i && drafts_[k].node.name == name) {
        diagnostics_.error(pointer(i) + "/shared", quoted(name) + " is itself a further call",
                           "name the layer: " + quoted(entries_[k].shared));
        return -1;
      }
    std::vector<std::string> names;
    for (std::size_t k = 0; k < drafts_.size(); ++k)
      if (!entries_[k].is_shared()) names.push_back(drafts_[k].layer.name);
    no_layer(pointer(i) + "/shared", name, names);
    return -1;
  }

  void no_layer(const std::string& where, const std::string& name, const std::vector<std::string>& names) {
    const std::string near = nearest(name, std::span<const std::string>(names));
    diagnostics_.error(where, "there is no layer " + quoted(name),
                       near.empty() ? "layers are called " + list_of(std::span<const std::string>(names), "and")
                                    : "did you mean " + quoted(near) + "?");
  }

  void check_names() {
    for (std::size_t i = 0; i < drafts_.size(); ++i)
      for (std::size_t k = 0; k < i; ++k)
        if (!drafts_[i].node.name.empty() && drafts_[k].node.name == drafts_[i].node.name) {
          diagnostics_.error(pointer(i) + (entries_[i].name.empty() ? "" : "/name"),
                             "the name " + quoted(drafts_[i].node.name) + " is taken by another layer",
                             "give each layer a name of its own");
          break;
        }
  }

  // ---- inputs ----

  void find_inputs() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const LayerEntry& entry = entries_[i];
      Node& node = drafts_[i].node;
      graph_->is_chain_ = graph_->is_chain_ && entry.inputs.empty() && !entry.is_shared();
      if (place_.only_a_chain && !entry.inputs.empty()) {
        diagnostics_.error(pointer(i) + "/inputs", "a layer of a Sequential takes the output of the one before it",
                           "a model with \"type\": \"Functional\" may be any graph");
        continue;
      }
      if (!entry.is_shared() && entry.layer.kind().max_inputs == 0) {
        add_input_layer(i);
        continue;
      }
      bool all_known = !drafts_[i].is_broken;
      for (std::size_t k = 0; k < entry.inputs.size(); ++k)
        all_known = add_source(node.inputs, entry.inputs[k], pointer(i) + "/inputs/" + std::to_string(k)) && all_known;
      if (entry.inputs.empty() && i > 0) all_known = add_whole(node.inputs, static_cast<int>(i) - 1) && all_known;
      const bool first = i == 0 && entry.inputs.empty();
      if (first)
        take_data(i, entry.input_shape ? entry.input_shape : inner_shape(i), false);
      else if (entry.input_shape)
        diagnostics_.error(pointer(i) + "/input_shape", "only a layer that takes data has an input_shape");
      if (all_known && node.layer >= 0) check_count(i, first ? 1 : static_cast<int>(node.inputs.size()));
    }
  }

  void add_input_layer(std::size_t i) {
    const LayerEntry& entry = entries_[i];
    const std::vector<Index>* shape = entry.layer.call(&LayerKind::data_shape);
    if (!entry.inputs.empty())
      diagnostics_.error(pointer(i) + "/inputs", "this layer takes data, not another layer's output");
    if (entry.input_shape) diagnostics_.error(pointer(i) + "/input_shape", "this layer has a \"shape\" instead");
    if (place_.only_a_chain && i > 0)
      diagnostics_.error(pointer(i), "only the first layer of a Sequential may be an Input",
                         "a model with \"type\": \"Functional\" may have several");
    take_data(i, shape ? std::optional(*shape) : std::nullopt, true);
  }

  void take_data(std::size_t i, std::optional<std::vector<Index>> shape, bool is_layer) {
    drafts_[i].node.data_input = static_cast<int>(graph_->inputs_.size());
    graph_->inputs_.push_back({drafts_[i].node.name, pointer(i), std::move(shape), is_layer});
  }

  // What a model in the first place says about its own input.
  std::optional<std::vector<Index>> inner_shape(std::size_t i) const {
    const auto& model = drafts_[i].layer.model;
    return model && model->inputs().size() == 1 ? model->inputs()[0].shape : std::nullopt;
  }

  void check_count(std::size_t i, int count) {
    const GraphLayer& layer = called(static_cast<int>(i)).layer;
    const LayerKind& kind = layer.layer.kind();
    const int own = layer.model ? static_cast<int>(layer.model->inputs().size()) : 0;
    const int least = layer.model ? own : kind.min_inputs, most = layer.model ? own : kind.max_inputs;
    if (count >= least && count <= most) return;
    std::string hint;
    for (const Source& from : drafts_[i].node.inputs)
      if (const auto& model = called(from.node).layer.model; model && outputs_of(from.node) > 1 && hint.empty())
        hint = quoted(draft(from.node).node.name) + " has " + count_of(outputs_of(from.node), "output") + "; one is " +
               quoted(draft(from.node).node.name + "/" + model->outputs()[0].name);
    diagnostics_.error(pointer(i) + (entries_[i].inputs.empty() ? "" : "/inputs"),
                       (layer.model ? "the model " + quoted(layer.name) : std::string(kind.type)) + " takes " +
                           (most == any_number ? "at least " : "") + count_of(least, "input") + "; got " +
                           std::to_string(count),
                       hint);
  }

  // All outputs of an entry. False if they are not known.
  bool add_whole(std::vector<Source>& sources, int from) {
    draft(from).taken = true;
    if (draft(from).is_broken) return false;
    for (int k = 0; k < outputs_of(from); ++k) sources.push_back({from, k});
    return true;
  }

  // "encoder", or "encoder/mean".
  bool add_source(std::vector<Source>& sources, const std::string& text, const std::string& where) {
    const std::string name = text.substr(0, text.find('/'));
    for (std::size_t k = 0; k < drafts_.size(); ++k) {
      if (drafts_[k].node.name != name) continue;
      if (name.size() == text.size()) return add_whole(sources, static_cast<int>(k));
      return add_output(sources, static_cast<int>(k), text.substr(name.size() + 1), where);
    }
    std::vector<std::string> names;
    for (const Draft& d : drafts_)
      if (!d.node.name.empty()) names.push_back(d.node.name);
    no_layer(where, name, names);
    return false;
  }

  bool add_output(std::vector<Source>& sources, int from, const std::string& output, const std::string& where) {
    draft(from).taken = true;
    if (draft(from).is_broken) return false;
    const std::string& name = draft(from).node.name;
    const auto& model = called(from).layer.model;
    if (!model) {
      diagnostics_.error(where, "the layer " + quoted(name) + " is not a model: it has one output",
                         "write " + quoted(name));
      return false;
    }
    std::vector<std::string> names;
    for (std::size_t k = 0; k < model->outputs().size(); ++k) {
      names.push_back(model->outputs()[k].name);
      if (names.back() != output) continue;
      sources.push_back({from, static_cast<int>(k)});
      return true;
    }
    diagnostics_.error(where, "the model " + quoted(name) + " has no output " + quoted(output),
                       (names.size() == 1 ? "its output is " : "its outputs are ") +
                           list_of(std::span<const std::string>(names), "and"));
    return false;
  }

  // ---- outputs ----

  void find_outputs() {
    std::vector<Source> sources;
    for (std::size_t k = 0; k < output_names_.size(); ++k) {
      const std::string where = child_pointer(place_.pointer + "/outputs", k);
      std::vector<Source> named;
      add_source(named, output_names_[k], where);
      for (const Source source : named) {
        if (std::ranges::find(sources, source) != sources.end())
          diagnostics_.error(where, quoted(output_names_[k]) + " is named twice");
        sources.push_back(source);
      }
    }
    graph_->is_chain_ = graph_->is_chain_ && output_names_.empty();
    if (output_names_.empty())
      for (std::size_t i = 0; i < drafts_.size(); ++i)
        if (!drafts_[i].taken) add_whole(sources, static_cast<int>(i));
    for (const Source source : sources) {
      const auto& model = called(source.node).layer.model;
      std::string name = draft(source.node).node.name;
      if (outputs_of(source.node) > 1) name += "/" + model->outputs()[static_cast<std::size_t>(source.output)].name;
      graph_->outputs_.push_back({source, std::move(name)});
    }
  }

  // ---- order ----

  void order() {
    std::vector<OrderedNode> nodes;
    for (const Draft& d : drafts_) {
      nodes.push_back({d.node.layer, {}});
      for (const Source& from : d.node.inputs) nodes.back().takes.push_back(from.node);
    }
    std::vector<int> outputs;
    for (const GraphOutput& output : graph_->outputs_) outputs.push_back(output.source.node);
    const std::size_t errors = diagnostics_.items().size();
    GraphOrder order = keras_order(nodes, outputs);
    if (order.cycle) {
      const auto [start, over] = *order.cycle;
      return diagnostics_.error(pointer(static_cast<std::size_t>(start)),
                                "layer " + quoted(draft(start).node.name) + " takes its own output, over " +
                                    (start == over ? "nothing else" : quoted(draft(over).node.name)));
    }
    for (const int i : order.unreached) {  // an Input that nothing needs stays
      if (draft(i).node.data_input < 0 || called(i).layer.layer.kind().max_inputs > 0)
        diagnostics_.error(pointer(static_cast<std::size_t>(i)),
                           "the layer " + quoted(draft(i).node.name) + " leads to no output",
                           "leave it out, or name it in \"outputs\"");
      order.nodes.push_back(i);
      order.layers.push_back(draft(i).node.layer);
    }
    if (diagnostics_.items().size() == errors) place(order);
  }

  void place(const GraphOrder& order) {
    std::vector<int> layer_place(drafts_.size()), node_place(drafts_.size());
    for (const int i : order.layers) {
      layer_place[static_cast<std::size_t>(i)] = static_cast<int>(graph_->layers_.size());
      graph_->layers_.push_back(std::move(draft(i).layer));
    }
    for (std::size_t k = 0; k < order.nodes.size(); ++k)
      node_place[static_cast<std::size_t>(order.nodes[k])] = static_cast<int>(k);
    const auto move = [&](Source& source) { source.node = node_place[static_cast<std::size_t>(source.node)]; };
    for (const int i : order.nodes) {
      Node node = std::move(draft(i).node);
      node.layer = layer_place[static_cast<std::size_t>(node.layer)];
      std::ranges::for_each(node.inputs, move);
      graph_->nodes_.push_back(std::move(node));
    }
    for (GraphOutput& output : graph_->outputs_) move(output.source);
  }

  std::span<const LayerEntry> entries_;
  std::span<const std::string> output_names_;
  const GraphPlace& place_;
  AutomaticNames& names_;
  Diagnostics& diagnostics_;
  std::shared_ptr<LayerGraph> graph_ = std::make_shared<LayerGraph>();
  std::vector<Draft> drafts_;
};

std::shared_ptr<LayerGraph> make_layer_graph(std::span<const LayerEntry> layers, std::span<const std::string> outputs,
                                             const GraphPlace& place, AutomaticNames& names, Diagnostics& diagnostics) {
  return LayerGraphBuilder(layers, outputs, place, names, diagnostics).build();
}

}  // namespace nntrain
