#include "formats/keras_model_import.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "config/diagnostics.h"
#include "layers/layer_entry.h"

namespace nntrain {

namespace {

std::string class_of(const Reader& keras) {
  return keras.has("class_name") && keras.member("class_name").is_string() ? keras.member("class_name").string() : "";
}
Reader config_of(const Reader& keras) { return keras.has("config") ? keras.member("config") : keras; }
bool is_legacy(const Reader& layer) { return !layer.has("module"); }  // Keras 2, or an .h5 file of Keras 3

// Whether calls are numbered as Keras 2 does; Keras 3 writes what a call takes as "args".
bool counts_as_keras_2(const Reader& layer) {
  if (!is_legacy(layer)) return false;
  if (!layer.has("inbound_nodes") || !layer.member("inbound_nodes").is_list()) return true;
  const Reader nodes = layer.member("inbound_nodes");
  return nodes.size() == 0 || !nodes.item(0).has("args");
}

// Operators on tensors that are layers too: x + y.
bool is_operator(const Reader& keras) {
  constexpr std::array<std::string_view, 5> also_layers{"Add", "Subtract", "Multiply", "Maximum", "Minimum"};
  return keras.has("module") && keras.member("module").json() == "keras.src.ops.numpy" &&
         std::ranges::find(also_layers, class_of(keras)) != also_layers.end();
}

bool is_operation(const Reader& keras) {
  return !is_legacy(keras) && keras.member("module").is_string() &&
         keras.member("module").string().starts_with("keras.src.ops");
}

// Names of the layers whose tensors stand in it.
void collect_layers(const Json& json, std::vector<std::string>& names) {
  if (json.is_array() && json.size() == 3 && json[0].is_string()) names.push_back(json[0].get<std::string>());
  if (json.is_structured())
    for (const Json& item : json) collect_layers(item, names);
}

// Of a graph in Keras 3: the layers behind its outputs. Operations that compute nothing but masks are not: Keras makes
// them by itself.
std::set<std::string> layers_behind(const Reader& layers, const Reader& output_layers) {
  std::set<std::string> found;
  std::vector<std::string> left;
  collect_layers(output_layers.json(), left);
  while (!left.empty()) {
    const std::string name = left.back();
    left.pop_back();
    if (!found.insert(name).second) continue;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const Reader keras = layers.item(i);
      if (KerasModelImport::name_of(keras) != name || !keras.has("inbound_nodes")) continue;
      const Reader nodes = keras.member("inbound_nodes");
      for (std::size_t k = 0; nodes.is_list() && k < nodes.size(); ++k) {
        const Reader node = nodes.item(k);
        collect_layers(node.has("args") ? node.member("args").json() : node.json(), left);
        if (const std::string key(second_input(class_of(keras)));
            !key.empty() && node.has("kwargs") && node.member("kwargs").has(key))
          collect_layers(node.member("kwargs").member(key).json(), left);
      }
    }
  }
  return found;
}

}  // namespace

// A tensor of a graph: an output of a call of a layer.
struct KerasModelImport::TensorOf {
  std::string layer;
  std::size_t node = 0, output = 0;
  Reader at;
};

// A serialised layer of a graph while its calls are placed and connected.
struct KerasModelImport::Draft {
  Reader keras;
  std::string name;
  std::vector<Reader> nodes = {};         // its calls; of an InputLayer one that takes nothing
  std::vector<std::size_t> places = {};   // of each call's entry
  std::vector<bool> taken = {};           // each call's outputs, by any layer
  std::vector<std::string> outputs = {};  // names of a model's outputs
  bool is_input() const { return class_of(keras) == "InputLayer"; }
};

bool KerasModelImport::is_sequential(const Reader& keras) { return class_of(keras) == "Sequential"; }
bool KerasModelImport::is_model(const Reader& keras) {
  return is_sequential(keras) || class_of(keras) == "Functional" || class_of(keras) == "Model";
}

std::string KerasModelImport::name_of(const Reader& keras) {
  for (const Reader& holder : {keras, config_of(keras)})
    if (holder.has("name") && holder.member("name").is_string()) return holder.member("name").string();
  return {};
}

KerasModelParts KerasModelImport::model(const Reader& keras, const std::string& pointer, bool is_root) {
  KerasModelParts parts;
  if (is_sequential(keras))
    sequential(config_of(keras), pointer, is_root, parts);
  else
    functional(config_of(keras), pointer, parts);
  return parts;
}

// ---- one layer ----

// False where there is no such layer here.
bool KerasModelImport::layer(const Reader& keras, Json& entry, std::vector<std::string>& outputs,
                             const std::string& pointer) {
  from_.came_from(pointer, keras);
  if (class_of(keras).empty()) return keras.error("expected a layer with a \"class_name\""), false;
  const Reader config = config_of(keras);
  outputs = {""};
  if (is_model(keras)) {
    KerasModelParts parts = model(keras, pointer, false);
    entry = Json{{"type", is_sequential(keras) ? "Sequential" : "Functional"}, {"layers", std::move(parts.layers)}};
    if (!parts.outputs.empty()) entry["outputs"] = parts.outputs;
    if (parts.output_names.size() != 1) outputs = std::move(parts.output_names);
  } else if (class_of(keras) == "InputLayer") {
    input_layer(config, entry, pointer);
  } else if (!is_known_module(keras) || !from_.component(keras, family_of<LayerFamily>, entry, pointer)) {
    return false;
  }
  check_dtype(config);
  if (const std::string name = name_of(keras); !name.empty()) entry["name"] = name;
  if (config.has("trainable") && config.member("trainable").json() == false) entry["trainable"] = false;
  if (config.has("activity_regularizer") && !config.member("activity_regularizer").is_null())
    from_.value(config.member("activity_regularizer"), &family_of<RegularizerFamily>, entry["activity_regularizer"],
                pointer + "/activity_regularizer");
  return true;
}

void KerasModelImport::input_layer(const Reader& config, Json& entry, const std::string& pointer) {
  entry = Json{{"type", "InputLayer"}};
  Json shape;
  if (sample_shape(config, shape)) entry["shape"] = std::move(shape);
  from_.came_from(pointer + "/shape", config);
}

// Reports a layer that is not Keras' own, and operators that are no layers.
bool KerasModelImport::is_known_module(const Reader& keras) {
  if (is_legacy(keras) || !keras.member("module").is_string() || is_operator(keras)) return true;
  const std::string& module = keras.member("module").string();
  if (module.starts_with("keras.layers") || module.starts_with("keras.src.layers")) return true;
  keras.member("class_name")
      .error("Keras' " + std::string(is_operation(keras) ? "operation " : "class ") + module + "." + class_of(keras) +
                 " has no equivalent here",
             is_operation(keras) ? "write it as a layer, where there is one" : "");
  return false;
}

// "batch_shape": [null, 4] -> [4]
bool KerasModelImport::sample_shape(const Reader& config, Json& out) {
  for (const std::string_view key : {"batch_shape", "batch_input_shape"}) {
    if (!config.has(key) || !config.member(key).is_list() || config.member(key).size() == 0) continue;
    const Reader shape = config.member(key);
    if (!shape.item(0).is_null())
      warnings_.push_back("the batch size " + shape.item(0).shown() + " of " + quoted(name_of(config)) +
                          " is left out: batch_size says it");
    out = Json::array();
    for (std::size_t i = 1; i < shape.size(); ++i) {
      if (shape.item(i).is_null())
        shape.item(i).error("a size that is known only from each batch has no equivalent here", "say how long it is");
      out.push_back(shape.item(i).json());
    }
    return true;
  }
  return false;
}

// ---- Sequential ----

void KerasModelImport::sequential(const Reader& config, const std::string& pointer, bool is_root,
                                  KerasModelParts& parts) {
  const Reader layers = config.has("layers") ? config.member("layers") : config;
  if (!layers.is_list()) return layers.error("expected a list of layers");
  Json shape;
  bool has_shape = false;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Reader keras = layers.item(i);
    // An Input says the shape and no more; Keras does not show it in the summary of a Sequential.
    if (i == 0 && class_of(keras) == "InputLayer" && layers.size() > 1) {
      check_dtype(config_of(keras));
      has_shape = sample_shape(config_of(keras), shape);
      continue;
    }
    Json& entry = parts.layers.emplace_back();
    if (!layer(keras, entry, parts.output_names, child_pointer(pointer + "/layers", parts.layers.size() - 1))) continue;
    if (parts.output_names.size() == 1) parts.output_names[0] = name_of(keras);
    if (parts.layers.size() > 1 || !is_root || class_of(keras) == "InputLayer") continue;
    if (has_shape || sample_shape(config_of(keras), shape)) entry["input_shape"] = shape;
  }
}

// ---- Functional ----

void KerasModelImport::functional(const Reader& config, const std::string& pointer, KerasModelParts& parts) {
  for (const std::string_view key : {"layers", "input_layers", "output_layers"})
    if (!config.has(key)) return config.error("expected a graph with " + quoted(key));
  if (!config.member("layers").is_list()) return config.member("layers").error("expected a list of layers");
  Drafts drafts = read_drafts(config.member("layers"), config.member("output_layers"));
  place(drafts, config.member("input_layers"));
  std::vector<Json> definitions(drafts.size());
  std::vector<bool> is_known(drafts.size());
  for (std::size_t i = 0; i < drafts.size(); ++i)
    if (!drafts[i].nodes.empty())
      is_known[i] = layer(drafts[i].keras, definitions[i], drafts[i].outputs,
                          child_pointer(pointer + "/layers", drafts[i].places[0]));
  std::map<std::size_t, Json> entries;  // by place
  for (std::size_t i = 0; i < drafts.size(); ++i)
    for (std::size_t node = 0; node < drafts[i].nodes.size(); ++node) {
      Json entry = node == 0 ? definitions[i] : Json{{"shared", drafts[i].name}};
      const std::string where = child_pointer(pointer + "/layers", drafts[i].places[node]);
      if (node > 0) from_.came_from(where, drafts[i].nodes[node]);
      if (is_known[i] && !drafts[i].is_input()) connect(drafts, drafts[i], node, entry, where);
      entries[drafts[i].places[node]] = std::move(entry);
    }
  for (auto& [at, entry] : entries) parts.layers.push_back(std::move(entry));
  name_outputs(drafts, config.member("output_layers"), parts);
}

KerasModelImport::Drafts KerasModelImport::read_drafts(const Reader& layers, const Reader& output_layers) {
  Drafts drafts;
  const std::set<std::string> needed = layers_behind(layers, output_layers);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (is_operation(layers.item(i)) && !needed.contains(name_of(layers.item(i)))) continue;
    Draft draft{layers.item(i), name_of(layers.item(i))};
    if (draft.is_input())
      draft.nodes.push_back(draft.keras);
    else if (draft.keras.has("inbound_nodes") && draft.keras.member("inbound_nodes").is_list())
      for (std::size_t k = 0; k < draft.keras.member("inbound_nodes").size(); ++k)
        draft.nodes.push_back(draft.keras.member("inbound_nodes").item(k));
    if (draft.nodes.empty()) draft.keras.error("the layer " + quoted(draft.name) + " is never called");
    draft.taken.resize(draft.nodes.size());
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

// Inputs in the order of the model's arguments, then layer after layer with all its calls.
void KerasModelImport::place(Drafts& drafts, const Reader& input_layers) {
  std::size_t at = 0;
  std::vector<TensorOf> inputs;
  tensors(input_layers, inputs);
  for (const TensorOf& input : inputs)
    for (Draft& draft : drafts)
      if (draft.is_input() && draft.name == input.layer && draft.places.empty()) draft.places = {at++};
  for (Draft& draft : drafts)
    while (draft.places.size() < draft.nodes.size()) draft.places.push_back(at++);
}

// What a value names: ["dense", 0, 0], a tensor of Keras 3, or lists and objects of them.
void KerasModelImport::tensors(const Reader& value, std::vector<TensorOf>& out) {
  if (class_of(value) == "__keras_tensor__" && config_of(value).has("keras_history"))
    return tensors(config_of(value).member("keras_history"), out);
  if (value.is_object() && value.has("items")) return tensors(value.member("items"), out);  // a tuple
  if (value.is_object() && !value.has("class_name")) {
    auto members = value.members();
    std::ranges::sort(members, {}, [](const auto& member) { return member.first; });  // as Keras orders them
    for (const auto& [key, member] : members) tensors(member, out);
    return;
  }
  if (!value.is_list()) return value.error("expected a tensor of the model; got " + value.shown());
  if (value.size() < 3 || !value.item(0).is_string()) {
    for (std::size_t i = 0; i < value.size(); ++i) tensors(value.item(i), out);
    return;
  }
  for (const std::size_t i : {1u, 2u})
    if (!value.item(i).is_integer() || value.item(i).integer() < 0) return value.item(i).expected("a whole number");
  out.push_back({value.item(0).string(), static_cast<std::size_t>(value.item(1).integer()),
                 static_cast<std::size_t>(value.item(2).integer()), value});
  if (value.size() > 3 && value.item(3).is_object())  // Keras 2: arguments of the call
    for (const auto& [key, argument] : value.item(3).members())
      if (!says_nothing(key, argument.json()))
        argument.error("the call's argument " + quoted(key) + " has no equivalent here");
}

std::vector<KerasModelImport::TensorOf> KerasModelImport::taken_by(const Drafts& drafts, const Draft& draft,
                                                                   std::size_t node) {
  std::vector<TensorOf> out;
  const Reader& call = draft.nodes[node];
  if (call.has("args"))
    tensors(call.member("args"), out);
  else
    tensors(call, out);
  if (call.has("kwargs") && call.member("kwargs").is_object())
    for (const auto& [key, argument] : call.member("kwargs").members()) {
      std::vector<std::string> from;
      collect_layers(argument.json(), from);
      const bool is_known =
          std::ranges::any_of(drafts, [&](const Draft& d) { return !from.empty() && d.name == from[0]; });
      if (key == second_input(class_of(draft.keras)) && is_known)
        tensors(argument, out);
      else if (!says_nothing(key, argument.json()) && (key != "mask" || from.empty() || is_known))
        argument.error("the call's argument " + quoted(key) + " has no equivalent here");
    }
  if (counts_as_keras_2(draft.keras))  // there a model has a call already, its own
    for (TensorOf& tensor : out)
      for (const Draft& source : drafts)
        if (source.name == tensor.layer && is_model(source.keras) && tensor.node > 0) --tensor.node;
  return out;
}

// How a config names a tensor; "" where there is none. `at`: who asks.
std::string KerasModelImport::reference(Drafts& drafts, const TensorOf& tensor, const Reader& at) {
  for (Draft& draft : drafts) {
    if (draft.name != tensor.layer) continue;
    if (tensor.node >= draft.nodes.size() || (!draft.outputs.empty() && tensor.output >= draft.outputs.size())) break;
    draft.taken[tensor.node] = true;
    std::string name = draft.name;
    if (tensor.node > 0) name += "[" + std::to_string(tensor.node) + "]";
    return draft.outputs.size() > 1 ? name + "/" + draft.outputs[tensor.output] : name;
  }
  at.error("there is no output " + std::to_string(tensor.output) + " of call " + std::to_string(tensor.node) +
           " of a layer " + quoted(tensor.layer));
  return {};
}

void KerasModelImport::connect(Drafts& drafts, Draft& draft, std::size_t node, Json& entry,
                               const std::string& pointer) {
  const std::vector<TensorOf> sources = taken_by(drafts, draft, node);
  if (is_operator(draft.keras)) {
    const Reader args = draft.nodes[node].has("args") ? draft.nodes[node].member("args") : draft.nodes[node];
    const auto rank = [&](std::size_t i) {
      return config_of(args.item(i)).has("shape") ? config_of(args.item(i)).member("shape").size() : 0;
    };
    if (sources.size() == 2 && (args.size() != 2 || rank(0) != rank(1)))
      draft.nodes[node].error("tensors of different rank are added in another way by a layer", "reshape one of them");
  }
  std::vector<std::string> names;
  for (std::size_t k = 0; k < sources.size(); ++k) {
    names.push_back(reference(drafts, sources[k], sources[k].at));
    from_.came_from(child_pointer(pointer + "/inputs", k), sources[k].at);
  }
  from_.came_from(pointer + "/inputs", draft.nodes[node]);
  // A single output of the entry before it need not be named.
  if (names.size() == 1)
    for (const Draft& source : drafts)
      if (source.name == sources[0].layer && source.outputs.size() == 1 && sources[0].node < source.places.size() &&
          source.places[sources[0].node] + 1 == draft.places[node])
        return;
  entry["inputs"] = names;
}

void KerasModelImport::name_outputs(Drafts& drafts, const Reader& output_layers, KerasModelParts& parts) {
  std::vector<TensorOf> wanted;
  tensors(output_layers, wanted);
  std::map<std::size_t, std::vector<std::string>> untaken;  // by place
  for (Draft& draft : drafts)
    for (std::size_t node = 0; node < draft.nodes.size(); ++node) {
      if (draft.taken[node] || draft.outputs.empty()) continue;
      for (std::size_t k = 0; k < draft.outputs.size(); ++k)
        untaken[draft.places[node]].push_back(reference(drafts, {draft.name, node, k, draft.keras}, draft.keras));
    }
  std::vector<std::string> by_itself;
  for (const auto& [at, names] : untaken) by_itself.insert(by_itself.end(), names.begin(), names.end());
  for (TensorOf& tensor : wanted) {
    for (const Draft& source : drafts)  // Keras counts a call more for a graph, Keras 2 for any model
      if (source.name == tensor.layer && is_model(source.keras) &&
          (counts_as_keras_2(source.keras) || !is_sequential(source.keras)) && tensor.node > 0)
        --tensor.node;
    parts.output_names.push_back(reference(drafts, tensor, tensor.at));
  }
  if (parts.output_names != by_itself) parts.outputs = parts.output_names;
}

}  // namespace nntrain
