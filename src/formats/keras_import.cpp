// Keras' JSON of a model and of what it was compiled with, as a config.
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "config/config.h"
#include "config/json_text.h"
#include "formats/keras_json.h"
#include "formats/keras_model_import.h"

namespace nntrain {

namespace {

// ---- what the model was compiled with ----

class CompileImport {
 public:
  CompileImport(FromKeras& from, std::vector<std::string> outputs) : from_(from), outputs_(std::move(outputs)) {}

  void read(const Reader& keras, Json& config) {
    const auto given = [&](std::string_view key) { return keras.has(key) && !keras.member(key).is_null(); };
    if (given("optimizer"))
      from_.value(keras.member("optimizer"), &family_of<OptimizerFamily>, config["optimizer"], "/optimizer");
    if (given("loss"))
      by_output(keras.member("loss"), config["loss"], "/loss",
                [&](const Reader& loss, Json& out, const std::string& at) {
                  from_.value(loss, &family_of<LossFamily>, out, at);
                });
    if (given("loss_weights")) weights(keras.member("loss_weights"), config["loss_weights"]);
    for (const std::string key : {"metrics", "weighted_metrics"})
      if (given(key)) metrics(keras.member(key), config, key);
  }

 private:
  using Convert = std::function<void(const Reader&, Json&, const std::string&)>;

  // A value for all outputs, or a list or an object of them by output.
  void by_output(const Reader& keras, Json& out, const std::string& pointer, const Convert& convert) {
    from_.came_from(pointer, keras);
    if (keras.is_object() && !keras.has("class_name")) {
      for (const auto& [name, value] : keras.members()) one_of(value, out, name, pointer, convert);
    } else if (!keras.is_list()) {
      convert(keras, out, pointer);
    } else if (keras.size() != outputs_.size()) {
      keras.error("the model has " + count_of(static_cast<Index>(outputs_.size()), "output") + "; got a list of " +
                  std::to_string(keras.size()));
    } else if (keras.size() == 1) {
      convert(keras.item(0), out, pointer);
    } else {
      for (std::size_t i = 0; i < keras.size(); ++i) one_of(keras.item(i), out, outputs_[i], pointer, convert);
    }
  }

  // Null: of this output nothing is said. That it has no loss must be.
  void one_of(const Reader& value, Json& out, const std::string& name, const std::string& pointer,
              const Convert& convert) {
    if (!value.is_null())
      convert(value, out[name], child_pointer(pointer, name));
    else if (pointer == "/loss")
      out[name] = nullptr;
  }

  // Always by output.
  void weights(const Reader& keras, Json& out) {
    from_.came_from("/loss_weights", keras);
    const Convert copy = [&](const Reader& weight, Json& made, const std::string& at) {
      from_.value(weight, nullptr, made, at);
    };
    if (keras.is_number() || (keras.is_list() && keras.size() == 1 && outputs_.size() == 1))
      copy(keras.is_number() ? keras : keras.item(0), out[outputs_[0]], child_pointer("/loss_weights", outputs_[0]));
    else
      by_output(keras, out, "/loss_weights", copy);
  }

  void metrics(const Reader& keras, Json& config, const std::string& key) {
    if (keras.is_list() && keras.size() == 0) return;
    const Convert list = [&](const Reader& some, Json& out, const std::string& at) {
      out = Json::array();
      add_metrics(some, out, at);
    };
    if (outputs_.size() == 1 && (keras.is_list() || keras.is_string()))
      list(keras, config[key], "/" + key);
    else
      by_output(keras, config[key], "/" + key, list);
  }

  void add_metrics(const Reader& keras, Json& list, const std::string& pointer) {
    from_.came_from(pointer, keras);
    if (keras.is_list()) {
      for (std::size_t i = 0; i < keras.size(); ++i) add_metrics(keras.item(i), list, pointer);
      return;
    }
    if (keras.is_null()) return;
    Json made;
    from_.value(keras, &family_of<MetricFamily>, made, child_pointer(pointer, list.size()));
    if (made.is_object()) name_metric(keras, made);
    if (!made.is_null()) list.push_back(std::move(made));
  }

  // Its name in the log, where that is not the automatic one.
  static void name_metric(const Reader& keras, Json& made) {
    if (!keras.has("config") || !keras.member("config").has("name")) return;
    const Reader name = keras.member("config").member("name");
    Diagnostics ignored;
    Metric metric;
    Reader(made, {}, ignored).read(metric);
    if (name.is_string() && ignored.empty() && metric.call(&MetricKind::name) != name.string())
      made["name"] = name.string();
  }

  FromKeras& from_;
  std::vector<std::string> outputs_;
};

// ---- names ----

void leave_out_automatic_name(Json& entry, AutomaticNames& names) {
  const std::string type = entry["type"];
  if (!entry.contains("name") || entry["name"] != names.peek(type)) return;
  names.next(type);
  entry.erase("name");
}
// Of the layers inside of a wrapper, the innermost first.
void leave_out_inner_names(Json& wrapper, AutomaticNames& names) {
  if (!wrapper.contains("layer") || !wrapper["layer"].is_object()) return;
  leave_out_inner_names(wrapper["layer"], names);
  leave_out_automatic_name(wrapper["layer"], names);
}

// Takes away the names that layers would get without one, as the network counts them.
void leave_out_automatic_names(Json& layers, AutomaticNames& names) {
  for (Json& entry : layers) {
    if (!entry.contains("type")) continue;
    if (entry.contains("layers")) leave_out_automatic_names(entry["layers"], names);
    leave_out_inner_names(entry, names);
    const std::string type = entry["type"];
    leave_out_automatic_name(entry, names);
    if (type == "Sequential") names.use_up("functional");
  }
}

// Layers of a model that is not trained need not say so.
void leave_out_trainable(Json& layers) {
  for (Json& entry : layers) {
    entry.erase("trainable");
    if (entry.contains("layers")) leave_out_trainable(entry["layers"]);
  }
}
void simplify_trainable(Json& layers) {
  for (Json& entry : layers)
    if (entry.contains("layers"))
      entry.contains("trainable") ? leave_out_trainable(entry["layers"]) : simplify_trainable(entry["layers"]);
}

// ---- all ----

void check_root(const Reader& keras) {
  if (keras.is_string())
    return keras.error("this is JSON inside of a string",
                       "write what model.to_json() gives as it is, without json.dump()");
  if (!KerasModelImport::is_model(keras))
    keras.error("expected what model.to_json() prints of a Sequential or Functional model; got " +
                    (keras.has("class_name") ? keras.member("class_name").shown() : keras.shown()),
                "a model of a class of its own says nothing about its layers");
}

// Tells of a model that takes texts, once: all of its layers would be told otherwise.
void check_inputs(const Reader& keras) {
  if (!keras.has("config") || !keras.member("config").has("layers") || !keras.member("config").member("layers").is_list()) return;
  const Reader layers = keras.member("config").member("layers");
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Reader layer = layers.item(i);
    if (!layer.has("config") || !layer.member("config").has("dtype") || layer.member("config").member("dtype").json() != "string") continue;
    return layer.member("config").member("dtype").error(
        "the model takes texts (" + quoted(KerasModelImport::name_of(layer)) + "): what Keras' layers do to a table's columns is not imported",
        "import the network behind them: of a file of nntrain's, one that was exported without --with-preprocessing");
  }
}

// Tells what is wrong with the config at the place in Keras' text that it came from.
void tell_in_keras(const Diagnostics& config, const FromKeras& from, Diagnostics& keras) {
  for (const Diagnostic& d : config.items()) keras.error(from.place_of(d.pointer), d.message, d.hint);
  keras.throw_if_any();
}

}  // namespace

namespace {

struct ConvertedSpec {
  Spec spec;
  bool is_compiled;
  std::vector<std::string> warnings;
};

ConvertedSpec convert(Diagnostics& keras) {
  Json document;
  if (!parse_json(keras, document)) keras.throw_if_any();
  const Reader root(document, {}, keras);
  check_root(root);
  check_inputs(root);
  keras.throw_if_any();

  ConvertedSpec out;
  FromKeras from;
  Json config = Json::object();
  const KerasModelParts parts = KerasModelImport(from, out.warnings).model(root, {}, true);
  config["name"] = KerasModelImport::name_of(root);
  config["layers"] = parts.layers;
  from.came_from({}, root);
  if (!parts.outputs.empty()) config["outputs"] = parts.outputs;
  if (root.has("compile_config") && root.member("compile_config").is_object())
    CompileImport(from, parts.output_names).read(root.member("compile_config"), config);
  out.is_compiled = config.contains("loss");
  if (!out.is_compiled) config["loss"] = "mse";  // only to be read: whoever asked takes it away
  keras.throw_if_any();

  AutomaticNames names;
  leave_out_automatic_names(config["layers"], names);
  if (config["name"] == names.peek(KerasModelImport::is_sequential(root) ? "Sequential" : "Functional"))
    config.erase("name");
  simplify_trainable(config["layers"]);

  Diagnostics of_config;
  out.spec = read_config<Spec>(config, of_config);
  tell_in_keras(of_config, from, keras);
  try {
    const Network network(out.spec, of_config);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::config) throw;
    tell_in_keras(of_config, from, keras);
  }
  return out;
}

}  // namespace

ConvertedConfig config_from_keras(Diagnostics& keras) {
  ConvertedSpec converted = convert(keras);
  ConvertedConfig out{{}, std::move(converted.warnings)};
  Json brief;
  Writer(brief, Writer::Style::brief).write(converted.spec);
  if (!converted.is_compiled) {
    brief.erase("loss");
    out.warnings.push_back("the model was not compiled: add a \"loss\", and an \"optimizer\", to train it");
  }
  out.text = json_text(brief);
  return out;
}

Spec spec_from_keras(Diagnostics& keras) {
  ConvertedSpec converted = convert(keras);
  if (!converted.is_compiled) converted.spec.loss = {};
  return std::move(converted.spec);
}

}  // namespace nntrain
