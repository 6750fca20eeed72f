#include "exchange/keras_weights.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "exchange/imported.h"
#include "exchange/keras_optimizer.h"
#include "exchange/tensors.h"
#include "formats/keras_json.h"
#include "train/model_error.h"

namespace nntrain {

extern const Format keras_weights_format;

std::string keras_weights_file(const Model& model, const PredictionNetwork& exported, const KerasLayout& layout, bool with_optimizer) {
  const std::vector<Weight>& weights = exported.forward().weights;
  return write_hdf5([&](Hdf5Writer& file) {
    for (const std::string& group : layout.groups) file.group(group);
    for (std::size_t i = 0; i < layout.weights.size(); ++i)
      for (const std::string& path : {layout.weights[i].path, layout.weights[i].copy})
        if (!path.empty()) file.dataset(path, model.weights[i].shape, model.weights[i].values);
    if (model.optimizer && with_optimizer) write_keras_optimizer(model, weights, file);
  });
}

std::vector<NamedTensor> read_keras_weights(const Hdf5File& file, const KerasLayout& layout, const std::string& path) {
  std::vector<NamedTensor> weights;
  for (const KerasWeight& wanted : layout.weights) {
    const Hdf5File::Dataset* found = file.dataset(wanted.path);
    const std::string what = quoted(wanted.path) + ", " + quoted(wanted.name) + " of shape " + shape_text(wanted.shape);
    if (!found) throw Error(ErrorKind::model_file, "the weights lack " + what, path, "are they of this network?");
    if (!found->holds_numbers(wanted.shape))
      throw Error(ErrorKind::model_file, "expected " + what + "; got " + found->type + " of shape " + shape_text(found->shape), path, "are they of this network?");
    weights.push_back({wanted.name, found->shape, found->values});
  }
  return weights;
}

std::vector<std::string> keras_names(const Hdf5File& file, const std::string& object, const std::string& name) {
  if (const auto* whole = file.attribute(object, name)) return whole->texts;
  std::vector<std::string> list;
  for (int part = 0;; ++part) {
    const auto* found = file.attribute(object, name + std::to_string(part));
    if (!found) return list;
    list.insert(list.end(), found->texts.begin(), found->texts.end());
  }
}

namespace {

std::string below(const std::string& group, const std::string& name) { return group.empty() ? name : group + "/" + name; }

}  // namespace

std::vector<NamedTensor> read_legacy_weights(const Hdf5File& file, const std::string& group, const KerasLayout& layout, const std::string& path) {
  const auto fail = [&](const std::string& what) { throw Error(ErrorKind::model_file, what, path, "are they of this network?"); };
  std::vector<NamedTensor> weights;
  for (const KerasLayer& layer : layout.layers) {
    const std::string at = below(group, layer.name);
    const std::vector<std::string> found = keras_names(file, at, "weight_names");
    if (found.size() != layer.weights.size())
      fail("expected " + count_of(static_cast<Index>(layer.weights.size()), "weight") + " of the layer " + quoted(layer.name) + "; got " + std::to_string(found.size()));
    for (std::size_t i = 0; i < found.size(); ++i) {
      const KerasWeight& wanted = *std::ranges::find(layout.weights, layer.weights[i], &KerasWeight::name);
      const Hdf5File::Dataset* dataset = file.dataset(below(at, found[i]));
      if (!dataset || !dataset->holds_numbers(wanted.shape))
        fail("expected " + quoted(below(at, found[i])) + " of shape " + shape_text(wanted.shape) + "; got " + (dataset ? shape_text(dataset->shape) : "none"));
      weights.push_back({wanted.name, dataset->shape, dataset->values});
    }
  }
  return weights;
}

Description describe_datasets(const Hdf5File& weights) {
  Description out;
  Index of_optimizer = 0;
  for (const Hdf5File::Dataset& dataset : weights.datasets) {
    if (dataset.path.starts_with("optimizer")) ++of_optimizer;
    else out.tensors.push_back({dataset.path, dataset.type, dataset.shape});
  }
  if (of_optimizer > 0) out.facts.emplace_back("optimizer", count_of(of_optimizer, "variable"));
  return out;
}

Description describe_keras(const std::string& text, const Hdf5File& weights, const std::string& path) {
  Description out = describe_datasets(weights);
  for (const KerasLayerName& layer : as_model_error([&] { return keras_layer_names(text, path); })) out.layers.push_back({layer.name, layer.class_name, {}});
  return out;
}

namespace {

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  refuse_preprocessing(keras_weights_format, options);
  const PredictionNetwork exported(model);
  files.add(files.path()).append(keras_weights_file(model, exported, keras_layout(exported)));
}

bool recognizes(const ForeignFile& file) { return is_hdf5(file.bytes); }  // what is of no other format, which are asked before

Description describe(const ForeignFile& file) { return describe_datasets(read_hdf5(file.bytes, file.path)); }

Model read(const ForeignFile& file, const ImportOptions& options) {
  const Hdf5File content = read_hdf5(file.bytes, file.path);
  const KerasLayout layout = keras_layout(PredictionNetwork(*options.config));
  const bool is_legacy = !keras_names(content, "", "layer_names").empty();
  Model model = imported_model(*options.config, is_legacy ? read_legacy_weights(content, "", layout, file.path) : read_keras_weights(content, layout, file.path), file.path);
  model.optimizer = read_keras_optimizer(content, model);
  return model;
}

}  // namespace

constexpr std::array<std::string_view, 1> suffixes{".weights.h5"};
const Format keras_weights_format{.name = "weights.h5", .title = "Keras' weights", .suffixes = suffixes, .summary = "load_weights() of Keras 3", .needs_config = true,
    .write = write, .recognizes = recognizes, .describe = describe, .read = read};

}  // namespace nntrain
