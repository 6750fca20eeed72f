// .keras, Keras' own format since 3.0: a ZIP archive of metadata.json, config.json (the network and what it is compiled with) and
// model.weights.h5 (the weights and the optimizer's state). One that takes the columns of a table has nntrain.json besides, the model file without these, which
// Keras passes over: what Keras' layers do to columns cannot be told from them again.
#include <vector>

#include "base/error.h"
#include "containers/zip.h"
#include "exchange/imported.h"
#include "exchange/keras_optimizer.h"
#include "exchange/keras_weights.h"
#include "formats/keras_columns.h"
#include "formats/keras_json.h"
#include "formats/model_file.h"
#include "train/model_error.h"
#include "train/predict.h"

namespace nntrain {

extern const Format keras_format;

namespace {

constexpr std::string_view config_name = "config.json", weights_name = "model.weights.h5", metadata_name = "metadata.json", rest_name = "nntrain.json";
// Keras' version whose form this is, and the day that a ZIP archive calls none.
constexpr std::string_view metadata = R"({"keras_version": "3.15.0", "date_saved": "1980-01-01@00:00:00"})";

// What stands in the file of a model, but for numbers.
struct Form {
  std::string config;
  KerasLayout layout;
  bool is_compiled = true;
};
Form form_of(const Model& model, PredictionNetwork& exported, bool with_columns) {
  Form out{keras_json(model.spec, exported.network, exported.forward(), true, exported.diagnostics), keras_layout(exported)};
  if (!with_columns) return out;
  KerasOfColumns whole = keras_of_columns(out.config, model, exported);
  return {std::move(whole.text), keras_layout_inside(std::move(out.layout), whole.classes, whole.network_class), whole.is_compiled};
}

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  PredictionNetwork exported(model);
  const Form form = form_of(model, exported, options.with_preprocessing);
  const std::string weights = keras_weights_file(model, exported, form.layout, form.is_compiled);
  const std::string rest = options.with_preprocessing ? model_rest_text(model, [](const std::string&) { return true; }) : "";
  std::vector<ZipEntry> entries{{std::string(metadata_name), metadata}, {std::string(config_name), form.config}, {std::string(weights_name), weights}};
  if (!rest.empty()) entries.push_back({std::string(rest_name), rest});
  files.add(files.path()).append(zip_of(entries));
}

bool recognizes(const ForeignFile& file) {
  if (!is_zip(file.bytes)) return false;
  const ZipArchive archive(file.bytes, file.path);
  return archive.has(config_name);
}

struct Content {
  std::string config;
  Hdf5File weights;
  std::string rest;  // empty: it has none
};
Content content_of(const ForeignFile& file) {
  const ZipArchive archive(file.bytes, file.path);
  if (!archive.has(weights_name)) throw Error(ErrorKind::model_file, "the file has no " + std::string(weights_name), file.path, "save the model by model.save(\"model.keras\")");
  return {archive.read(config_name), read_hdf5(archive.read(weights_name), file.path + "/" + std::string(weights_name)), archive.has(rest_name) ? archive.read(rest_name) : ""};
}

Description describe(const ForeignFile& file) {
  const Content content = content_of(file);
  Description out = describe_keras(content.config, content.weights, file.path + "/" + std::string(config_name));
  const ZipArchive archive(file.bytes, file.path);
  if (archive.has(metadata_name))
    out.facts.insert(out.facts.begin(), {"Keras", as_model_error([&] { return keras_version(archive.read(metadata_name), file.path + "/" + std::string(metadata_name)); })});
  if (archive.has(rest_name)) out.facts.emplace_back(std::string(rest_name), "nntrain's model file, without the weights");
  return out;
}

// The model that was exported with its columns.
Model model_with_columns(Content content, const std::string& path) {
  Model model = parse_model(std::move(content.rest), path + "/" + std::string(rest_name));
  PredictionNetwork exported(model);
  const Form form = form_of(model, exported, true);
  model.weights = read_keras_weights(content.weights, form.layout, path);
  if (form.is_compiled) model.optimizer = read_keras_optimizer(content.weights, model);
  check_proof(model);
  return model;
}

Model read(const ForeignFile& file, const ImportOptions&) {
  Content content = content_of(file);
  if (!content.rest.empty()) return as_model_error([&] { return model_with_columns(std::move(content), file.path); }, file.path);
  Diagnostics diagnostics({file.path + "/" + std::string(config_name), std::move(content.config), {}});
  Spec spec = as_model_error([&] { return spec_from_keras(diagnostics); });
  const KerasLayout layout = as_model_error(
      [&] {
        complete_losses(spec);
        return keras_layout(PredictionNetwork(spec));
      },
      file.path);
  Model model = imported_model(std::move(spec), read_keras_weights(content.weights, layout, file.path), file.path);
  model.optimizer = read_keras_optimizer(content.weights, model);
  return model;
}

}  // namespace

constexpr std::string_view suffixes[] = {".keras"};
const Format keras_format{.name = "keras", .title = "Keras", .suffixes = suffixes, .summary = "Keras 3, on any back end", .write = write,
    .recognizes = recognizes, .describe = describe, .read = read};

}  // namespace nntrain
