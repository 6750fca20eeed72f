// Pieces of Keras' JSON in its model files.
#include <nlohmann/json.hpp>

#include "config/json_text.h"
#include "formats/keras_json.h"

namespace nntrain {

namespace {

Json parsed(const std::string& text, const std::string& file) {
  Diagnostics diagnostics({file, text, {}});
  Json json;
  parse_json(diagnostics, json);
  diagnostics.throw_if_any();
  return json;
}

std::string text_or(const Json& json, const char* key, const std::string& otherwise) {
  return json.is_object() && json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : otherwise;
}

void add_layers(const Json& model, std::vector<KerasLayerName>& list) {
  if (!model.is_object() || !model.contains("config")) return;
  const Json& config = model["config"];
  if (!config.is_object() || !config.contains("layers") || !config["layers"].is_array()) return;
  for (const Json& layer : config["layers"]) {
    const std::string name = text_or(layer, "name", "");  // a graph says it here, too
    list.push_back({layer.is_object() && layer.contains("config") ? text_or(layer["config"], "name", name) : name, text_or(layer, "class_name", "")});
    add_layers(layer, list);
  }
}

}  // namespace

std::string with_training_config(const std::string& model, const std::string& training, const std::string& file) {
  if (training.empty()) return model;
  Json whole = parsed(model, file);
  const Json given = parsed(training, file);
  if (!whole.is_object() || !given.is_object()) return model;  // refused by whoever reads it
  Json compiled = Json::object();
  for (const char* key : {"loss", "loss_weights", "metrics", "weighted_metrics"})
    if (given.contains(key)) compiled[key] = given[key];
  if (given.contains("optimizer_config")) compiled["optimizer"] = given["optimizer_config"];
  whole["compile_config"] = std::move(compiled);
  return json_text(whole);
}

std::string keras_version(const std::string& metadata, const std::string& file) { return text_or(parsed(metadata, file), "keras_version", "unknown"); }

std::vector<KerasLayerName> keras_layer_names(const std::string& model, const std::string& file) {
  std::vector<KerasLayerName> list;
  add_layers(parsed(model, file), list);
  return list;
}

}  // namespace nntrain
