// TensorFlow's SavedModel: a folder with one file, a graph whose weights are constants, so that it needs no folder of variables. It offers
// the function "serving_default", which takes the network's inputs, or the columns of a table, by name and gives its outputs by name.
#include <algorithm>
#include <map>

#include "base/error.h"
#include "exchange/messages.h"
#include "exchange/saved_model.pb.h"
#include "exchange/tensorflow_nodes.h"

namespace nntrain {

extern const Format saved_model_format;

namespace {

using tensorflow::AttrValue;
using tensorflow::DataType;

constexpr std::int64_t schema_version = 1;
constexpr int graph_version = 27;  // every TensorFlow from 1.12 on takes it
constexpr const char* what = "SavedModel";

void set_argument(saved_model::Signature::Argument& out, const Port& port) {
  out.set_key(port.name);
  saved_model::TensorInfo& info = *out.mutable_value();
  info.set_name(port.value.name + ":0");
  info.set_dtype(port.is_text ? tensorflow::DT_STRING : tensorflow::DT_FLOAT);
  info.mutable_tensor_shape()->add_dim()->set_size(-1);
  for (const Index size : port.dims) info.mutable_tensor_shape()->add_dim()->set_size(size);
}

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  const OpGraph ops(model);
  saved_model::SavedModel out;
  out.set_saved_model_schema_version(schema_version);
  saved_model::MetaGraph& meta = *out.add_meta_graphs();
  meta.mutable_meta_info_def()->add_tags("serve");
  meta.mutable_meta_info_def()->set_tensorflow_version("1.15.0");  // the oldest that has all of the ops
  tensorflow::Graph& graph = *meta.mutable_graph_def();
  graph.mutable_versions()->set_producer(graph_version);
  saved_model::MetaGraph::Entry& entry = *meta.add_signature_def();
  entry.set_key("serving_default");
  saved_model::Signature& signature = *entry.mutable_value();
  signature.set_method_name("tensorflow/serving/predict");

  TensorFlowNodes nodes(graph);
  const std::vector<Port> outputs = write_model(ops, options, nodes, saved_model_format);
  for (const Port& port : nodes.inputs()) set_argument(*signature.add_inputs(), port);
  for (const Port& port : outputs) set_argument(*signature.add_outputs(), port);
  files.add(files.path()).append(message_bytes(out, what));
}

// ---- reading ----

// Field 1, the schema's version, which is 1 since there are SavedModels; then field 2, a graph with all that belongs to it, which begins
// with its first or second field.
bool recognizes(const ForeignFile& file) {
  const std::string_view bytes = file.bytes;
  if (!bytes.starts_with("\x08\x01\x12")) return false;
  std::size_t i = 3;
  while (i < bytes.size() && i < 13 && (static_cast<unsigned char>(bytes[i]) & 0x80)) ++i;  // a length of several bytes
  return i + 1 < bytes.size() && (bytes[i + 1] == '\x0a' || bytes[i + 1] == '\x12');
}

std::string_view type_name(DataType type) {
  switch (type) {
    case tensorflow::DT_FLOAT:
      return "float32";
    case tensorflow::DT_DOUBLE:
      return "float64";
    case tensorflow::DT_INT32:
      return "int32";
    case tensorflow::DT_INT64:
      return "int64";
    case tensorflow::DT_STRING:
      return "text";
    case tensorflow::DT_BOOL:
      return "boolean";
    default:
      return "another type";
  }
}

const AttrValue* find(const tensorflow::Node& node, std::string_view key) {
  const auto found = std::ranges::find_if(node.attr(), [&](const tensorflow::Node::Attr& attr) { return attr.key() == key; });
  return found == node.attr().end() ? nullptr : &found->value();
}

std::vector<std::int64_t> dims_of(const tensorflow::TensorShape& shape) {
  std::vector<std::int64_t> dims;
  for (const tensorflow::TensorShape::Dim& dim : shape.dim()) dims.push_back(dim.size());
  return dims;
}

// What the placeholders are made of, by the name of what they give: "dense_input:0".
std::map<std::string, std::string> columns_of(const tensorflow::Graph& graph) {
  std::map<std::string, std::string> columns;
  for (const tensorflow::Node& node : graph.node())
    if (const AttrValue* text = find(node, "_columns"); text && !text->s().empty()) columns[node.name() + ":0"] = ": " + text->s();
  return columns;
}

// "float32 (N, 4)"
std::string value_text(const saved_model::TensorInfo& info) {
  std::string out;
  for (const std::int64_t size : dims_of(info.tensor_shape())) out += (out.empty() ? "" : ", ") + (size < 0 ? "N" : std::to_string(size));
  return std::string(type_name(info.dtype())) + " (" + out + ')';
}

// The numbers of a constant, if they are trained ones: whole numbers are sizes and places, single ones are of formulas. Of a variable, they
// are in files beside this one.
const tensorflow::TensorShape* weight_shape(const tensorflow::Node& node, DataType& type) {
  if (node.op() == "Const") {
    const AttrValue* value = find(node, "value");
    if (!value || (value->tensor().dtype() != tensorflow::DT_FLOAT && value->tensor().dtype() != tensorflow::DT_DOUBLE)) return nullptr;
    type = value->tensor().dtype();
    return value->tensor().tensor_shape().dim_size() > 0 ? &value->tensor().tensor_shape() : nullptr;
  }
  const AttrValue *shape = find(node, "shape"), *dtype = find(node, "dtype");
  if (!node.op().starts_with("Var") || !shape || !dtype) return nullptr;  // VarHandleOp, VariableV2
  type = dtype->type();
  return &shape->shape();
}

void describe_graph(const saved_model::MetaGraph& meta, Description& out) {
  const tensorflow::Graph& graph = meta.graph_def();
  if (!meta.meta_info_def().tensorflow_version().empty()) out.facts.emplace_back("TensorFlow", meta.meta_info_def().tensorflow_version());
  for (const std::string& tag : meta.meta_info_def().tags()) out.facts.emplace_back("tag", tag);
  std::map<std::string, std::string> columns = columns_of(graph);
  for (const saved_model::MetaGraph::Entry& signature : meta.signature_def()) {
    out.facts.emplace_back("signature", signature.key());
    for (const saved_model::Signature::Argument& input : signature.value().inputs())
      out.facts.emplace_back("input " + input.key(), value_text(input.value()) + columns[input.value().name()]);
    for (const saved_model::Signature::Argument& output : signature.value().outputs())
      out.facts.emplace_back("output " + output.key(), value_text(output.value()));
  }
  for (const tensorflow::Node& node : graph.node()) {
    DataType type = tensorflow::DT_INVALID;
    if (const tensorflow::TensorShape* shape = weight_shape(node, type))
      out.tensors.push_back({node.name(), std::string(type_name(type)), dims_of(*shape)});
    else if (node.op() != "Const" && node.op() != "Placeholder")
      out.layers.push_back({node.name(), node.op(), ""});
  }
}

Description describe(const ForeignFile& file) {
  saved_model::SavedModel model;
  parse_message(file, what, model);
  Description out;
  out.facts.emplace_back("schema version", std::to_string(model.saved_model_schema_version()));
  for (const saved_model::MetaGraph& meta : model.meta_graphs()) describe_graph(meta, out);
  return out;
}

constexpr std::string_view suffixes[] = {"saved_model.pb", "/"};

}  // namespace

const Format saved_model_format{.name = "saved_model",
                                .title = "TensorFlow's SavedModel",
                                .suffixes = suffixes,
                                .summary = "TensorFlow, Keras' TFSMLayer, OpenVINO; a folder",
                                .file_in_folder = "saved_model.pb",
                                .write = write,
                                .recognizes = recognizes,
                                .describe = describe};

}  // namespace nntrain
