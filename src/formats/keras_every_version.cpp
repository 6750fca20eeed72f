// Keras 3's JSON of a model as one text that Keras 2.2 to 3 read: only what differs from the defaults, inputs by "batch_input_shape", and calls
// as lists of [layer, call, output, arguments].
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "config/json_text.h"
#include "formats/keras_json.h"
#include "formats/keras_objects.h"

namespace nntrain {

namespace {

// Optimizers whose first learning rate is not the same in all versions.
constexpr std::array<std::string_view, 4> rates_that_changed{"Adagrad", "Adadelta", "Adamax", "Nadam"};

// A class that reads all of its arguments, and one that stands for an activation of another default.
constexpr std::array<std::string_view, 2> never_brief{"Rescaling", "LeakyReLU"};

// What Keras 2 calls an argument, and Keras 3 still understands.
std::string old_name(std::string_view class_name, const std::string& key) { return class_name == "LeakyReLU" && key == "negative_slope" ? "alpha" : key; }

Json every_version(const Json& keras);

Json history(const Json& tensor) {
  Json call = tensor.at("config").at("keras_history");
  call.push_back(Json::object());
  return call;
}

// Of the calls of a layer: {"args": [a tensor or a list of them], "kwargs"}, each.
Json old_calls(const Json& nodes, const std::string& layer) {
  Json calls = Json::array();
  for (const Json& node : nodes) {
    if (!node.at("kwargs").empty())
      throw Error{ErrorKind::config, "an .h5 file has no place for a second input that is " + quoted(node.at("kwargs").begin().key()), layer, "export a .keras file"};
    Json& tensors = calls.emplace_back(Json::array());
    for (const Json& argument : node.at("args")) {
      if (argument.is_object()) tensors.push_back(history(argument));
      else for (const Json& each : argument) tensors.push_back(history(each));
    }
  }
  return calls;
}

Json model(const Json& keras) {
  Json config{{"name", keras.at("config").at("name")}, {"layers", Json::array()}};
  for (const Json& layer : keras.at("config").at("layers")) config["layers"].push_back(every_version(layer));
  const bool is_graph = keras.at("class_name") == "Functional";
  if (is_graph)
    for (const char* key : {"input_layers", "output_layers"}) config[key] = keras.at("config").at(key);
  return keras_object("keras", is_graph ? "Model" : "Sequential", std::move(config));
}

Json component(const Json& keras) {
  const std::string class_name = keras.at("class_name");
  const Json usual = std::ranges::find(never_brief, class_name) != never_brief.end() ? Json::object() : usual_keras_arguments(keras.at("module").get<std::string>(), class_name);
  Json config = Json::object();
  for (const auto& [key, value] : keras.at("config").items()) {
    const bool is_rate = key == "learning_rate" && std::ranges::find(rates_that_changed, class_name) != rates_that_changed.end();
    if (key == "dtype" || (usual.contains(key) && usual.at(key) == value && !is_rate)) continue;
    config[old_name(class_name, key)] = every_version(value);
  }
  return keras_object(keras.at("module").get<std::string>(), class_name, std::move(config));
}

Json input_layer(const Json& keras) {
  const Json& config = keras.at("config");
  return keras_object("keras.layers", "InputLayer",
                      {{"batch_input_shape", config.at("batch_shape")}, {"dtype", config.at("dtype")}, {"sparse", false}, {"name", config.at("name")}});
}

Json every_version(const Json& keras) {
  if (keras.is_array()) {
    Json list = Json::array();
    for (const Json& each : keras) list.push_back(every_version(each));
    return list;
  }
  if (!keras.is_object()) return keras;
  if (!keras.contains("class_name")) {
    Json by_key = Json::object();
    for (const auto& [key, each] : keras.items()) by_key[key] = every_version(each);
    return by_key;
  }
  if (!keras.contains("config") || !keras.at("config").is_object()) return keras;
  const std::string class_name = keras.at("class_name");
  Json out = class_name == "InputLayer" ? input_layer(keras) : class_name == "Sequential" || class_name == "Functional" ? model(keras) : component(keras);
  if (keras.contains("inbound_nodes")) {
    out["name"] = keras.at("name");
    out["inbound_nodes"] = old_calls(keras.at("inbound_nodes"), keras.at("name"));
  }
  return out;
}

// A loss or metric by the name of its function, where it has no arguments.
Json by_name(const Json& keras) {
  if (keras.is_object() && keras.contains("class_name") && keras.at("config").empty()) return snake_case(keras.at("class_name").get<std::string>());
  if (!keras.is_array() && !keras.is_object()) return keras;
  Json out = keras;
  if (!keras.contains("class_name"))
    for (Json& each : out) each = by_name(each);
  return out;
}

// What Keras 3 reads out of a .keras file alone: of an .h5 it looks these up in a list that they do not stand in. It cannot open its own, either.
constexpr std::array<std::string_view, 2> not_read{"CategoricalGeneralizedCrossEntropy", "Lamb"};

void refuse_not_read(const Json& keras, const std::string& place) {
  if (keras.is_object() && keras.contains("class_name") && std::ranges::find(not_read, keras.at("class_name").get<std::string>()) != not_read.end())
    throw Error{ErrorKind::config, "Keras reads no " + keras.at("class_name").get<std::string>() + " out of an .h5 file, not even out of its own", place, "export a .keras file"};
  if (keras.is_structured())
    for (const Json& each : keras) refuse_not_read(each, place);
}

}  // namespace

KerasTexts keras_of_every_version(const std::string& keras) {
  const Json whole = Json::parse(keras);
  KerasTexts texts{json_line(every_version(whole)), {}};
  const Json& compiled = whole.at("compile_config");
  if (compiled.empty()) return texts;
  for (const char* key : {"optimizer", "loss"}) refuse_not_read(compiled.at(key), std::string("/") + key);
  Json training{{"optimizer_config", every_version(compiled.at("optimizer"))}, {"sample_weight_mode", nullptr}, {"loss_weights", compiled.at("loss_weights")}};
  for (const char* key : {"loss", "metrics", "weighted_metrics"}) training[key] = by_name(every_version(compiled.at(key)));
  texts.training = json_line(training);
  return texts;
}

}  // namespace nntrain
