// A network as Keras' JSON. Layers, calls and their order are those of network/layer_graph.h, which are Keras'.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "config/json_text.h"
#include "formats/keras_json.h"
#include "formats/keras_objects.h"

namespace nntrain {

namespace {

Json shape_json(Tensor tensor) {
  Json shape = Json::array({nullptr});
  for (std::size_t i = 1; i < tensor.shape().dims.size(); ++i) shape.push_back(tensor.shape().dims[i]);
  return shape;
}

template <class T>
Json written(const T& value) {
  Json out;
  Writer(out).write(value);
  return out;
}

// One graph: the network, or a model that stands as a layer in one.
class GraphExport {
 public:
  // `inputs`: what it is given; `values`: what its nodes make of it. `builder` emits the models inside once more, to
  // know the shapes in them.
  GraphExport(const LayerGraph& graph, std::span<const Tensor> inputs, const std::vector<std::vector<Tensor>>& values,
              Builder& builder, Diagnostics& diagnostics)
      : graph_(graph), inputs_(inputs), values_(values), builder_(builder), diagnostics_(diagnostics) {
    for (int k = 1; std::ranges::any_of(graph.layers(), [&](const GraphLayer& l) { return l.name == added_input_; });
         ++k)
      added_input_ = "input_layer_" + std::to_string(k);
    numbers_of_config_ = is_in_order();
  }

  Json sequential(const std::string& name, bool trainable) {
    Json layers = Json::array();
    for (std::size_t i = 0; i < graph_.nodes().size(); ++i) {
      const GraphLayer& each = graph_.layer_of(graph_.nodes()[i]);
      const bool is_input = i == 0 && graph_.inputs()[0].is_layer;
      if (i == 0) layers.push_back(input_layer(is_input ? each.name : added_input_, 0));
      if (is_input) continue;
      layers.push_back(layer(each, i == 0 ? inputs_ : std::span<const Tensor>(values_[i - 1])));
      if (each.model && !is_keras_sequential(each)) {  // a list of one output would reach the next layer as a list
        Json& outputs = layers.back()["config"]["output_layers"];
        outputs = Json(outputs[0]);
      }
    }
    return keras_object("keras", "Sequential",
                        {{"name", name},
                         {"trainable", trainable},
                         {"dtype", "float32"},
                         {"layers", std::move(layers)},
                         {"build_input_shape", shape_json(inputs_[0])}});
  }

  Json functional(const std::string& name, bool trainable) {
    std::vector<Json> made(graph_.layers().size()), calls(graph_.layers().size(), Json::array());
    Json layers = Json::array(), input_layers = Json::array(), output_layers = Json::array();
    for (const GraphInput& input : graph_.inputs()) {
      input_layers.push_back(Json::array({input.is_layer ? input.name : added_input_, 0, 0}));
      if (!input.is_layer) layers.push_back(in_graph(input_layer(added_input_, 0), added_input_, Json::array()));
    }
    for (const Node& node : graph_.nodes()) {
      const auto at = static_cast<std::size_t>(node.layer);
      const GraphLayer& each = graph_.layer_of(node);
      if (each.layer.kind().max_inputs == 0) {
        made[at] = input_layer(each.name, node.data_input);
        continue;
      }
      calls[at][number_of(node)] = call(node);
      if (made[at].is_null()) made[at] = layer(each, given(node));
    }
    for (std::size_t i = 0; i < made.size(); ++i)
      layers.push_back(in_graph(std::move(made[i]), graph_.layers()[i].name, std::move(calls[i])));
    for (const GraphOutput& output : graph_.outputs()) {
      output_layers.push_back(history(output.source));
      const GraphLayer& from = graph_.layer_of(output.source);
      if (from.model && !is_keras_sequential(from))
        output_layers.back()[1] = output_layers.back()[1].get<int>() + 1;  // so Keras counts
    }
    Json out = keras_object("keras.src.models.functional", "Functional",
                            {{"name", name},
                             {"trainable", trainable},
                             {"layers", std::move(layers)},
                             {"input_layers", std::move(input_layers)},
                             {"output_layers", std::move(output_layers)}});
    out["registered_name"] = "Functional";
    return out;
  }

 private:
  static Json in_graph(Json layer, const std::string& name, Json calls) {
    layer["name"] = name;
    layer["inbound_nodes"] = std::move(calls);
    return layer;
  }
  // A wrapper of Keras computes with what its kernel is in its input's type: whole numbers would make it whole, too.
  const char* dtype(int input) const {
    const bool is_wrapped =
        std::ranges::any_of(graph_.layers(), [](const GraphLayer& layer) { return !layer.inner_names.empty(); });
    return graph_.index_limit(input) > 0 && !is_wrapped ? "int32" : "float32";
  }

  Json input_layer(const std::string& name, int input) const {
    return keras_object("keras.layers", "InputLayer",
                        {{"batch_shape", shape_json(inputs_[static_cast<std::size_t>(input)])},
                         {"dtype", dtype(input)},
                         {"sparse", false},
                         {"ragged", false},
                         {"name", name},
                         {"optional", false}});
  }

  std::vector<Tensor> given(const Node& node) const {
    std::vector<Tensor> in;
    if (node.data_input >= 0) in.push_back(inputs_[static_cast<std::size_t>(node.data_input)]);
    for (const Source& from : node.inputs)
      in.push_back(values_[static_cast<std::size_t>(from.node)][static_cast<std::size_t>(from.output)]);
    return in;
  }

  // Keras makes the calls of a layer in the order of their numbers, each when its inputs are there. Whether the
  // config's order can be made so.
  bool is_in_order() const {
    std::vector<bool> made(graph_.nodes().size());
    std::vector<int> calls(graph_.layers().size());
    for (bool some = true; some;) {
      some = false;
      for (std::size_t i = 0; i < made.size(); ++i) {
        const Node& node = graph_.nodes()[i];
        if (made[i] || calls[static_cast<std::size_t>(node.layer)] != node.call ||
            !std::ranges::all_of(node.inputs, [&](Source from) { return made[static_cast<std::size_t>(from.node)]; }))
          continue;
        made[i] = some = true;
        ++calls[static_cast<std::size_t>(node.layer)];
      }
    }
    return std::ranges::count(made, false) == 0;
  }

  // The number of a call: the config's, or where Keras could not make them in that order, the order of calling.
  std::size_t number_of(const Node& node) const {
    if (numbers_of_config_) return static_cast<std::size_t>(node.call);
    std::size_t number = 0;
    for (const Node& other : graph_.nodes()) {
      if (&other == &node) break;
      number += other.layer == node.layer;
    }
    return number;
  }

  // ["dense", 0, 0]: a layer, which of its calls, which output of that.
  Json history(Source source) const {
    const std::size_t call = number_of(graph_.nodes()[static_cast<std::size_t>(source.node)]);
    return Json::array({graph_.layer_of(source).name, call, source.output});
  }

  // The layer on what it takes: {"args": [tensor], "kwargs": {}}; several tensors are one list.
  Json call(const Node& node) const {
    Json tensors = Json::array();
    const auto add = [&](Json history, Tensor tensor, const char* type) {
      tensors.push_back(
          {{"class_name", "__keras_tensor__"},
           {"config", {{"shape", shape_json(tensor)}, {"dtype", type}, {"keras_history", std::move(history)}}}});
    };
    if (node.data_input >= 0)
      add(Json::array({added_input_, 0, 0}), inputs_[static_cast<std::size_t>(node.data_input)],
          dtype(node.data_input));
    for (const Source& from : node.inputs) {
      const int data = graph_.layer_of(from).layer.kind().max_inputs == 0
                           ? graph_.nodes()[static_cast<std::size_t>(from.node)].data_input
                           : -1;
      add(history(from), values_[static_cast<std::size_t>(from.node)][static_cast<std::size_t>(from.output)],
          data >= 0 ? dtype(data) : "float32");
    }
    const LayerKind& kind = graph_.layer_of(node).layer.kind();
    Json keywords = Json::object();
    if (const std::string_view second = second_input(kind.type); !second.empty() && tensors.size() == 2) {
      keywords[std::string(second)] = tensors[1];
      tensors.erase(1);
    }
    const bool as_list = tensors.size() > 1 || kind.min_inputs > 1;
    return {{"args", as_list ? Json::array({std::move(tensors)}) : std::move(tensors)},
            {"kwargs", std::move(keywords)}};
  }

  // Whether a layer stands behind it, here or where this graph is a layer itself.
  bool is_followed(const GraphLayer& layer) const {
    const auto is_it = [&](Source source) { return &graph_.layer_of(source) == &layer; };
    return std::ranges::any_of(graph_.nodes(), [&](const Node& node) { return std::ranges::any_of(node.inputs, is_it); }) ||
           (is_followed_ && std::ranges::any_of(graph_.outputs(), [&](const GraphOutput& output) { return is_it(output.source); }));
  }
  // Keras asks a layer how wide its result is, which says what it would be without the activation.
  void refuse_behind_glu(const GraphLayer& layer, const Json& config) {
    const Json& own = config.contains("layer") ? config["layer"]["config"] : config;
    if (own.contains("activation") && own["activation"].dump().find("\"glu\"") != std::string::npos && is_followed(layer))
      diagnostics_.error(layer.pointer, "layer " + quoted(layer.path) + ": Keras takes the result of \"glu\" for as wide as its operand, and so cannot build the layer behind it",
                         "say the halves by two layers, one of them with \"sigmoid\", and a Multiply");
  }

  Json layer(const GraphLayer& layer, std::span<const Tensor> in) {
    if (layer.model) {
      const auto values = layer.model->emit(builder_, in, diagnostics_);
      GraphExport inside(*layer.model, in, values, builder_, diagnostics_);
      inside.is_followed_ = is_followed(layer);
      return is_keras_sequential(layer) ? inside.sequential(layer.name, layer.trainable)
                                  : inside.functional(layer.name, layer.trainable);
    }
    Json config{{"name", layer.name}, {"dtype", "float32"}};
    if (!layer.trainable && takes_trainable(layer.layer.type())) config["trainable"] = false;
    try {
      config.update(keras_arguments(layer.layer.kind().params, layer.layer.self()));
      Json* inside = &config;  // automatic names of the layers that it wraps
      for (const std::string& name : layer.inner_names) {
        inside = &(*inside)["layer"]["config"];
        (*inside)["name"] = name;
      }
      if (layer.activity_regularizer)
        config["activity_regularizer"] = to_keras(written(*layer.activity_regularizer), family_of<RegularizerFamily>);
      refuse_behind_glu(layer, config);
    } catch (const Error& e) {
      if (e.kind != ErrorKind::config) throw;
      diagnostics_.error(layer.pointer, "layer " + quoted(layer.path) + ": " + e.message, e.hint);
    }
    return keras_object("keras.layers", layer.layer.type(), std::move(config));
  }

  const LayerGraph& graph_;
  std::span<const Tensor> inputs_;
  const std::vector<std::vector<Tensor>>& values_;
  Builder& builder_;
  Diagnostics& diagnostics_;
  std::string added_input_ = "input_layer";
  bool numbers_of_config_ = true;
  bool is_followed_ = false;  // by a layer of the graph that this one stands in
};

// ---- what it is compiled with ----

// By a string where that says all and is its name in the log.
Json metric_json(const MetricEntry& entry) {
  const Kind& kind = entry.metric.any_kind();
  Json own = written(entry.metric), usual;
  write_component(Writer(usual), AnyComponent(kind, kind.create()));
  for (Json* each : {&own, &usual})
    if (each->is_object()) each->erase("name");
  if (own == usual && metric_named(entry.name) == &kind) return entry.name;
  Json out = to_keras(written(entry.metric), family_of<MetricFamily>);
  if (!entry.name.empty() && out.is_object()) out["config"]["name"] = entry.name;
  return out;
}
// One, a list of them, or none.
Json metric_group(const MetricGroup& group) {
  if (!group) return {};
  if (group->values.size() == 1) return metric_json(group->values[0]);
  Json list = Json::array();
  for (const MetricEntry& entry : group->values) list.push_back(metric_json(entry));
  return list;
}

// f() of one value, or of each of a list or an object of them.
template <class T, class F>
Json by_output(const PerOutput<T>& values, F f) {
  if (const T* one = values.all()) return f(*one);
  if (const auto* list = values.by_place()) {
    Json out = list->empty() ? Json() : Json::array();
    for (const T& each : *list) out.push_back(f(each));
    return out;
  }
  Json out = Json::object();
  for (const auto& [name, each] : values.by_name()->entries) out[name] = f(each);
  return out;
}

Json metrics_json(const PerOutput<MetricGroup>& metrics) {
  Json out = by_output(metrics, metric_group);
  return metrics.all() && !out.is_array() ? Json::array({std::move(out)}) : out;
}

Json compile_config(const Spec& spec, Diagnostics& diagnostics) {
  Json out = Json::object();
  const auto say = [&](const char* key, auto make) {
    try {
      out[key] = make();
    } catch (const Error& e) {
      if (e.kind != ErrorKind::config) throw;
      diagnostics.error(std::string("/") + key, e.message, e.hint);
    }
  };
  say("optimizer", [&] { return to_keras(written(spec.optimizer), family_of<OptimizerFamily>); });
  say("loss", [&] {
    return by_output(spec.loss, [](const std::optional<Loss>& loss) {
      return loss ? to_keras(written(*loss), family_of<LossFamily>) : Json();
    });
  });
  const double* weight = spec.loss_weights.all();
  out["loss_weights"] =
      weight && *weight == 1 ? Json() : by_output(spec.loss_weights, [](double each) { return Json(each); });
  say("metrics", [&] { return metrics_json(spec.metrics); });
  say("weighted_metrics", [&] { return metrics_json(spec.weighted_metrics); });
  out["run_eagerly"] = false;
  out["steps_per_execution"] = 1;
  out["jit_compile"] = false;
  return out;
}

}  // namespace

// As a chain Keras cannot write a layer that is called twice.
bool is_keras_sequential(const GraphLayer& layer) {
  return !layer.layer.call(&LayerKind::model_outputs) && layer.model->layers().size() == layer.model->nodes().size();
}

std::string keras_json(const Spec& spec, const Network& network, const Forward& forward, bool is_compiled,
                       Diagnostics& diagnostics) {
  const LayerGraph& graph = network.graph();
  Builder builder(*forward.outputs[0].graph, false);
  GraphExport whole(graph, forward.inputs, forward.values, builder, diagnostics);
  const std::string name = spec.name.empty() ? network.automatic_name() : spec.name;
  Json out = network.is_sequential() ? whole.sequential(name, true) : whole.functional(name, true);
  out["build_config"] = {{"input_shape", network.is_sequential() ? shape_json(forward.inputs[0]) : Json()}};
  out["compile_config"] = is_compiled ? compile_config(spec, diagnostics) : Json::object();
  diagnostics.throw_if_any();
  return json_text(out);
}

}  // namespace nntrain
