// nntrain's own model file: what "inspect" says of it. It is written by "fit" and needs no import.
#include "base/text.h"
#include "exchange/format.h"
#include "formats/model_file.h"
#include "graph/axes.h"
#include "train/model_error.h"
#include "train/prediction_network.h"

namespace nntrain {

namespace {

bool recognizes(const ForeignFile& file) { return is_model_text(file.bytes); }

// "4 columns -> (2, 2)"
std::string input_text(const InputColumns& input) {
  return count_of(static_cast<Index>(input.columns.size()), "column") + " -> " + shape_text(input.shape);
}

Description describe(const ForeignFile& file) {
  const Model model = parse_model(file.bytes, file.path);
  Description out;
  const PredictionNetwork described = as_model_error([&] { return PredictionNetwork(model); }, file.path);
  for (const InputColumns& input : model.columns.inputs)
    out.facts.emplace_back("input " + input.layer, input_text(input));
  for (const auto& [name, values] : model.history)
    if (!values.empty()) out.facts.emplace_back("last " + name, to_text(static_cast<float>(values.back())));
  if (model.optimizer) out.facts.emplace_back("optimizer", count_of(static_cast<Index>(model.optimizer->slots.size()), "variable"));
  if (!model.note.empty()) out.facts.emplace_back("note", model.note);
  const LayerGraph& graph = described.network.graph();
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    const Node& node = graph.nodes()[i];
    out.layers.push_back(
        {node.name, std::string(graph.layer_of(node).layer.type()), to_string(described.forward().values[i][0].shape())});
  }
  for (const NamedTensor& weight : model.weights) out.tensors.push_back({weight.name, "float32", weight.shape});
  return out;
}

}  // namespace

extern const Format model_json_format;
const Format model_json_format{.name = "model.json",
                               .title = "nntrain's model file",
                               .summary = "what nntrain fit writes",
                               .recognizes = recognizes,
                               .describe = describe,
                               .unread = "which needs no import"};

}  // namespace nntrain
