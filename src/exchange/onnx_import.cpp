// What "import" makes of an ONNX file: the model that nntrain has exported, or a network of the layers that another
// program's graph is made of.
#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "exchange/onnx_file.h"
#include "exchange/onnx_layers.h"
#include "exchange/onnx_tensor.h"
#include "formats/model_file.h"
#include "network/network.h"
#include "train/predict.h"
#include "train/programs.h"

namespace nntrain {

namespace {

// The model that nntrain has written: its rest from the metadata, its weights from the initializers.
Model own_model(const onnx::Model& file, const std::string& rest, const std::string& path) {
  Model model = parse_model(rest, path);
  Diagnostics diagnostics;
  const Network network(model.spec, diagnostics);
  const JobGraphPtr job = prediction_graph(network, shapes_of(model.columns), diagnostics);
  std::vector<NamedTensor> weights;
  for (const Weight& wanted : job->forward.weights) {
    const auto kept = std::ranges::find(model.weights, wanted.name, &NamedTensor::name);
    if (kept != model.weights.end()) {
      weights.push_back(std::move(*kept));
      continue;
    }
    const auto& tensors = file.graph().initializer();
    const auto found =
        std::find_if(tensors.begin(), tensors.end(), [&](const onnx::Tensor& t) { return t.name() == wanted.name; });
    if (found == tensors.end())
      throw Error(ErrorKind::model_file, "the file lacks the weight " + quoted(wanted.name), path);
    weights.push_back({wanted.name, {found->dims().begin(), found->dims().end()}, floats_of(*found)});
  }
  model.weights = std::move(weights);
  check_proof(model);
  return model;
}

}  // namespace

Model read_onnx(const ForeignFile& file, const ImportOptions&) {
  const onnx::Model model = parse_onnx(file);
  try {
    for (const onnx::Model::Entry& entry : model.metadata_props())
      if (entry.key() == onnx_rest_key) return own_model(model, entry.value(), file.path);
    return model_of_layers(model, file.path);
  } catch (const Error& e) {
    if (e.kind != ErrorKind::config && e.kind != ErrorKind::model_file) throw;
    const bool is_placed = e.where.empty() || e.where == file.path || e.where.starts_with(file.path + ":");
    throw Error(ErrorKind::model_file, is_placed ? e.message : e.where + ": " + e.message, file.path, e.hint);
  }
}

}  // namespace nntrain
