// ONNX, opset 9 and IR 3: what every reader of the last years takes. The weights are initializers with their names
// here; what else the model file holds stands under "nntrain" in the metadata, so that an import gives the same model
// again.
#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "exchange/messages.h"
#include "exchange/node_writer.h"
#include "exchange/onnx_file.h"
#include "exchange/onnx_graph.h"
#include "formats/model_file.h"

namespace nntrain {

extern const Format onnx_format;

namespace {

constexpr std::int64_t ir_version = 3, opset = 9, ml_opset = 2;

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  OpGraph ops(model);
  onnx::Model out;
  out.set_ir_version(ir_version);
  out.set_producer_name("nntrain");
  onnx::Model::OperatorSet& main = *out.add_opset_import();
  main.set_domain("");
  main.set_version(opset);
  if (options.with_preprocessing) {
    onnx::Model::OperatorSet& ml = *out.add_opset_import();
    ml.set_domain("ai.onnx.ml");
    ml.set_version(ml_opset);
  }
  onnx::Graph& graph = *out.mutable_graph();
  graph.set_name(model.spec.name.empty() ? ops.network().automatic_name() : model.spec.name);
  onnx_export::GraphWriter writer(graph);
  for (const Port& output : write_model(ops, options, *onnx_export::onnx_nodes(writer), onnx_format)) {
    writer.enter(output.name);
    writer.rename(output.value.name, output.name);
    writer.output(output.name, output.is_text ? onnx::Tensor::STRING : onnx::Tensor::FLOAT, output.dims);
  }
  onnx::Model::Entry& rest = *out.add_metadata_props();
  rest.set_key(std::string(onnx_rest_key));
  rest.set_value(model_rest_text(model, [&](const std::string& weight) {
    return std::ranges::any_of(graph.initializer(), [&](const onnx::Tensor& tensor) { return tensor.name() == weight; });
  }));
  files.add(files.path()).append(message_bytes(out, "ONNX model"));
}

// ---- reading ----

// A model begins with field 1, its IR version; then comes another of its fields.
bool recognizes(const ForeignFile& file) {
  const auto byte = [&](std::size_t i) {
    return i < file.bytes.size() ? static_cast<unsigned char>(file.bytes[i]) : 0u;
  };
  constexpr std::string_view next_fields = "\x12\x1a\x22\x28\x32\x3a\x42";
  return byte(0) == 0x08 && byte(1) > 0 && byte(1) < 32 && byte(3) > 0 &&
         next_fields.find(static_cast<char>(byte(2))) != std::string_view::npos;
}

std::string_view type_name(std::int64_t type) {
  switch (type) {
    case onnx::Tensor::FLOAT:
      return "float32";
    case onnx::Tensor::INT32:
      return "int32";
    case onnx::Tensor::INT64:
      return "int64";
    case onnx::Tensor::STRING:
      return "text";
    case onnx::Tensor::BOOL:
      return "boolean";
    case onnx::Tensor::DOUBLE:
      return "float64";
    default:
      return "another type";
  }
}

// "float32 (N, 4)"
std::string value_text(const onnx::ValueInfo& info) {
  std::string out(type_name(info.type().tensor_type().elem_type()));
  out += " (";
  bool first = true;
  for (const onnx::ValueInfo::Dimension& dim : info.type().tensor_type().shape().dim()) {
    out += (first ? "" : ", ") + (dim.has_dim_value()       ? std::to_string(dim.dim_value())
                                  : dim.dim_param().empty() ? "?"
                                                            : dim.dim_param());
    first = false;
  }
  return out + ")";
}

Description describe(const ForeignFile& file) {
  const onnx::Model model = parse_onnx(file);
  const onnx::Graph& graph = model.graph();
  Description out;
  out.facts.emplace_back("IR version", std::to_string(model.ir_version()));
  for (const onnx::Model::OperatorSet& set : model.opset_import())
    out.facts.emplace_back(set.domain().empty() ? "opset" : "opset " + set.domain(), std::to_string(set.version()));
  if (!model.producer_name().empty())
    out.facts.emplace_back(
        "made by", model.producer_name() + (model.producer_version().empty() ? "" : " " + model.producer_version()));
  const auto is_weight = [&](const std::string& name) {
    return std::any_of(graph.initializer().begin(), graph.initializer().end(),
                       [&](const onnx::Tensor& t) { return t.name() == name; });
  };
  for (const onnx::ValueInfo& input : graph.input())
    if (!is_weight(input.name()))
      out.facts.emplace_back("input " + input.name(),
                             value_text(input) + (input.doc_string().empty() ? "" : ": " + input.doc_string()));
  for (const onnx::ValueInfo& output : graph.output())
    out.facts.emplace_back("output " + output.name(), value_text(output));
  for (const onnx::Model::Entry& entry : model.metadata_props())
    out.facts.emplace_back("metadata " + entry.key(), entry.key() == onnx_rest_key
                                                          ? "nntrain's model file, without the weights"
                                                          : quoted(entry.value()));
  for (const onnx::Node& node : graph.node())
    out.layers.push_back({node.output_size() > 0 ? node.output(0) : node.name(), node.op_type(), ""});
  for (const onnx::Tensor& tensor : graph.initializer())
    out.tensors.push_back(
        {tensor.name(), std::string(type_name(tensor.data_type())), {tensor.dims().begin(), tensor.dims().end()}});
  return out;
}

constexpr std::string_view suffixes[] = {".onnx"};

}  // namespace

onnx::Model parse_onnx(const ForeignFile& file) {
  onnx::Model model;
  parse_message(file, "ONNX model", model);
  return model;
}

const Format onnx_format{.name = "onnx",
                         .title = "ONNX",
                         .suffixes = suffixes,
                         .summary = "ONNX Runtime, OpenVINO, OpenCV, PyTorch",
                         .write = write,
                         .recognizes = recognizes,
                         .describe = describe,
                         .read = read_onnx};

}  // namespace nntrain
