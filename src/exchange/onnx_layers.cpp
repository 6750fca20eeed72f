#include "exchange/onnx_layers.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "config/config.h"
#include "exchange/imported.h"
#include "exchange/onnx_nodes.h"

namespace nntrain {

namespace onnx_import {

const NodeValue& layer_input(LayerList& list, const onnx::Node& node, int i) {
  const NodeValue& value = list.input(node, i);
  if (value.curve) settle(list, node.input(i));
  if (value.layer.empty()) fail(node, "takes numbers where the output of a layer was expected");
  return value;
}

namespace {

void constant(LayerList& list, const onnx::Node& node) {
  const onnx::Attribute* const tensor = find(node, "value");
  if (tensor && tensor->has_t()) {
    list.values[node.output(0)] = {.shape = {tensor->t().dims().begin(), tensor->t().dims().end()},
                              .tensor = &tensor->t()};
  } else if (const onnx::Attribute* const one = find(node, "value_float")) {
    list.values[node.output(0)] = {.floats = std::vector<float>{one->f()}};
  } else {
    fail(node, "has no tensor of numbers");
  }
}

void identity(LayerList& list, const onnx::Node& node) { list.pass(node, list.input(node, 0)); }

// What is not here computes element by element.
struct Known {
  std::string_view op;
  ReadNode read;
};
constexpr std::array known_nodes{
    Known{"Constant", constant},
    Known{"Identity", identity},
    Known{"Dropout", identity},
    Known{"Gemm", dense},
    Known{"MatMul", dense},
    Known{"BatchNormalization", batch_normalization},
    Known{"LayerNormalization", layer_normalization},
    Known{"Gather", embedding},
    Known{"PRelu", prelu},
    Known{"Softmax", softmax},
    Known{"LogSoftmax", softmax},
    Known{"Sum", merge},
    Known{"Mean", merge},
    Known{"Shape", sizes},
    Known{"Flatten", reshape},
    Known{"Reshape", reshape},
    Known{"Squeeze", reshape},
    Known{"Unsqueeze", reshape},
    Known{"Transpose", transpose},
    Known{"Concat", concat},
};

void read_node(LayerList& list, const onnx::Node& node) {
  if (node.output_size() == 0) return;
  if (!node.domain().empty() && node.domain() != "ai.onnx")
    fail(node, "is of the domain " + quoted(node.domain()) + ", which is not imported");
  if (node.op_type() != "Constant" && node.input_size() > 0 && list.input(node, 0).sizes) return sizes(list, node);
  const auto known = std::ranges::find(known_nodes, node.op_type(), &Known::op);
  return known == known_nodes.end() ? expression(list, node) : known->read(list, node);
}

}  // namespace

}  // namespace onnx_import

Model model_of_layers(const onnx::Model& model, const std::string& path) {
  using namespace onnx_import;
  LayerList list(model);
  for (const onnx::Node& node : model.graph().node()) read_node(list, node);
  Json outputs = Json::array();
  for (const onnx::ValueInfo& output : model.graph().output()) {
    const auto found = list.values.find(output.name());
    if (found != list.values.end()) settle(list, output.name());
    if (found == list.values.end() || found->second.layer.empty())
      throw Error(ErrorKind::model_file, "no node makes the output " + quoted(output.name()));
    outputs.push_back(found->second.layer);
  }
  Diagnostics diagnostics;
  const Spec spec = read_config<Spec>(Json{{"layers", *list.layers}, {"outputs", outputs}, {"loss", nullptr}}, diagnostics);
  diagnostics.throw_if_any();
  return imported_model(spec, std::move(list.weights), path);
}

}  // namespace nntrain
