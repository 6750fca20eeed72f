// .h5, the format of Keras before 3.0, which every version since 2.2 reads: attributes with the network and what it is compiled with, and a group
// for each layer with its weights, and the state of the optimizer. Its texts are fixed-length bytes, the only form that all of them take.
#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "containers/hdf5.h"
#include "exchange/imported.h"
#include "exchange/keras_optimizer.h"
#include "exchange/keras_weights.h"
#include "formats/keras_json.h"
#include "train/model_error.h"

namespace nntrain {

extern const Format keras_h5_format;

namespace {

const NamedTensor& find(const Model& model, const std::string& name) { return *std::ranges::find(model.weights, name, &NamedTensor::name); }

void write_weights(const Model& model, const KerasLayout& layout, Hdf5Writer& file) {
  std::vector<std::string> layer_names;
  for (const KerasLayer& layer : layout.layers) {
    const std::string group = "model_weights/" + layer.name;
    std::vector<std::string> names;
    file.group(group);
    for (const std::string& weight : layer.weights) {
      const NamedTensor& tensor = find(model, weight);
      names.push_back(weight + ":0");
      file.dataset(group + "/" + names.back(), tensor.shape, tensor.values);
    }
    file.attribute(group, "weight_names", names);
    layer_names.push_back(layer.name);
  }
  file.attribute("model_weights", "layer_names", layer_names);
}

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  refuse_preprocessing(keras_h5_format, options);
  PredictionNetwork exported(model);
  const KerasTexts texts = keras_of_every_version(keras_json(model.spec, exported.network, exported.forward(), true, exported.diagnostics));
  const KerasLayout layout = keras_layout(exported);
  const std::string bytes = write_hdf5([&](Hdf5Writer& file) {
    file.group("model_weights");
    for (const char* group : {"", "model_weights"}) {
      file.attribute(group, "keras_version", "2.3.1");  // whose form it is
      file.attribute(group, "backend", "tensorflow");  // whose order of a kernel's axes it is
    }
    file.attribute("", "model_config", texts.model);
    if (!texts.training.empty()) file.attribute("", "training_config", texts.training);
    write_weights(model, layout, file);
  });
  files.add(files.path()).append(bytes);
}

// Of a network with its weights; a file of weights alone has no group of that name.
bool recognizes(const ForeignFile& file) { return is_hdf5(file.bytes) && file.bytes.find("model_weights") != std::string::npos; }

std::string text_of(const Hdf5File& file, const char* name, const std::string& path) {
  const auto* attribute = file.attribute("", name);
  if (attribute && attribute->texts.size() == 1) return attribute->texts[0];
  throw Error(ErrorKind::model_file, "the file has no attribute " + quoted(name), path, "save the model by model.save(\"model.h5\")");
}

Description describe(const ForeignFile& file) {
  const Hdf5File content = read_hdf5(file.bytes, file.path);
  Description out = describe_keras(text_of(content, "model_config", file.path), content, file.path);
  if (content.attribute("", "keras_version")) out.facts.insert(out.facts.begin(), {"Keras", text_of(content, "keras_version", file.path)});
  return out;
}

Model read(const ForeignFile& file, const ImportOptions&) {
  const Hdf5File content = read_hdf5(file.bytes, file.path);
  const bool is_compiled = content.attribute("", "training_config") != nullptr;
  const std::string text = as_model_error([&] {
    return with_training_config(text_of(content, "model_config", file.path), is_compiled ? text_of(content, "training_config", file.path) : "", file.path);
  });
  Diagnostics diagnostics({file.path, text, {}});
  Spec spec = as_model_error([&] { return spec_from_keras(diagnostics); });
  const KerasLayout layout = as_model_error(
      [&] {
        complete_losses(spec);
        return keras_layout(PredictionNetwork(spec));
      },
      file.path);
  Model model = imported_model(std::move(spec), read_legacy_weights(content, "model_weights", layout, file.path), file.path);
  model.optimizer = read_legacy_optimizer(content, model);
  return model;
}

}  // namespace

constexpr std::array<std::string_view, 2> suffixes{".h5", ".hdf5"};
const Format keras_h5_format{.name = "h5", .title = "Keras' HDF5", .suffixes = suffixes, .summary = "Keras 2.2 to 3, on any back end", .write = write,
    .recognizes = recognizes, .describe = describe, .read = read};

}  // namespace nntrain
