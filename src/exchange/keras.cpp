// .keras, Keras' own format since 3.0: a ZIP archive of metadata.json, config.json (the network and what it is compiled with) and
// model.weights.h5 (the weights and the optimizer's state).
#include <array>

#include "base/error.h"
#include "containers/zip.h"
#include "exchange/imported.h"
#include "exchange/keras_optimizer.h"
#include "exchange/keras_weights.h"
#include "formats/keras_columns.h"
#include "formats/keras_json.h"
#include "train/model_error.h"

namespace nntrain {

extern const Format keras_format;

namespace {

constexpr std::string_view config_name = "config.json", weights_name = "model.weights.h5", metadata_name = "metadata.json";
// Keras' version whose form this is, and the day that a ZIP archive calls none.
constexpr std::string_view metadata = R"({"keras_version": "3.15.0", "date_saved": "1980-01-01@00:00:00"})";

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  PredictionNetwork exported(model);
  std::string config = keras_json(model.spec, exported.network, exported.forward(), true, exported.diagnostics);
  KerasLayout layout = keras_layout(exported);
  bool is_compiled = true;
  if (options.with_preprocessing) {
    KerasOfColumns whole = keras_of_columns(config, model, exported);
    layout = keras_layout_inside(std::move(layout), whole.classes, whole.network_class);
    config = std::move(whole.text);
    is_compiled = whole.is_compiled;
  }
  const std::string weights = keras_weights_file(model, exported, layout, is_compiled);
  const std::array entries{ZipEntry{std::string(metadata_name), metadata}, ZipEntry{std::string(config_name), config}, ZipEntry{std::string(weights_name), weights}};
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
};
Content content_of(const ForeignFile& file) {
  const ZipArchive archive(file.bytes, file.path);
  if (!archive.has(weights_name)) throw Error(ErrorKind::model_file, "the file has no " + std::string(weights_name), file.path, "save the model by model.save(\"model.keras\")");
  return {archive.read(config_name), read_hdf5(archive.read(weights_name), file.path + "/" + std::string(weights_name))};
}

Description describe(const ForeignFile& file) {
  const Content content = content_of(file);
  Description out = describe_keras(content.config, content.weights, file.path + "/" + std::string(config_name));
  const ZipArchive archive(file.bytes, file.path);
  if (archive.has(metadata_name))
    out.facts.insert(out.facts.begin(), {"Keras", as_model_error([&] { return keras_version(archive.read(metadata_name), file.path + "/" + std::string(metadata_name)); })});
  return out;
}

Model read(const ForeignFile& file, const ImportOptions&) {
  Content content = content_of(file);
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

constexpr std::array<std::string_view, 1> suffixes{".keras"};
const Format keras_format{.name = "keras", .title = "Keras", .suffixes = suffixes, .summary = "Keras 3, on any back end", .write = write,
    .recognizes = recognizes, .describe = describe, .read = read};

}  // namespace nntrain
