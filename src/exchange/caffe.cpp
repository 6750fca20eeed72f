// Caffe 1.0: <name>.prototxt, the layers as text, and beside it <name>.caffemodel, a message of protobuf with their numbers.
#include <algorithm>
#include <array>

#include "base/error.h"
#include "exchange/caffe_ops.h"
#include "exchange/prototxt.h"

namespace nntrain {

extern const Format caffe_format;

namespace {

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  refuse_preprocessing(caffe_format, options);
  const FoldedGraph graph(model);
  caffe::NetWriter net(model.spec.name.empty() ? graph.ops().network().automatic_name() : model.spec.name);
  const std::vector<std::string> inputs = graph.ops().input_names();
  for (std::size_t k = 0; k < inputs.size(); ++k) net.input(inputs[k], model.columns.inputs[k].shape);
  const std::vector<std::string> outputs = caffe::write_network(graph, inputs, net, caffe_format);
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    net.enter(graph.ops().network().heads()[k].name);
    net.output(outputs[k], graph.ops().network().heads()[k].name);
  }
  files.add(files.stem() + ".prototxt").append(net.prototxt());
  files.add(files.stem() + ".caffemodel").append(net.caffemodel());
}

// A message with layers, which all have a type; those of networks before Caffe 1.0 are in another field.
bool parse(const ForeignFile& file, caffe::Net& net) {
  constexpr std::size_t most_bytes = (std::size_t{1} << 31) - 1;  // protobuf's
  if (file.bytes.size() > most_bytes || !net.ParseFromArray(file.bytes.data(), static_cast<int>(file.bytes.size()))) return false;
  return net.layer_size() > 0 && std::all_of(net.layer().begin(), net.layer().end(), [](const caffe::Layer& layer) { return !layer.type().empty(); });
}

// The text of a network; nothing: it is something else.
std::optional<std::vector<TextField>> parse_text(const ForeignFile& file) {
  if (file.bytes.find("layer") == std::string::npos || file.bytes.find('\0') != std::string::npos) return {};
  std::optional<std::vector<TextField>> net = read_text_format(file.bytes);
  const bool has_layers = net && std::ranges::any_of(*net, [](const TextField& field) { return field.name == "layer" && !field.fields.empty(); });
  return has_layers ? net : std::nullopt;
}

bool recognizes(const ForeignFile& file) {
  caffe::Net net;
  const char first = file.bytes[0];
  return ((first == '\x0a' || first == '\xa2') && parse(file, net)) || parse_text(file);
}

Description describe_weights(const caffe::Net& net) {
  Description out;
  if (net.has_name()) out.facts.emplace_back("name", net.name());
  for (const caffe::Layer& layer : net.layer()) {
    out.layers.push_back({layer.name(), layer.type(), ""});
    for (int k = 0; k < layer.blobs_size(); ++k)
      out.tensors.push_back({layer.name() + "/" + std::to_string(k), "float32", {layer.blobs(k).shape().dim().begin(), layer.blobs(k).shape().dim().end()}});
  }
  return out;
}

std::string value_of(const TextField& message, std::string_view name) {
  const auto found = std::ranges::find(message.fields, name, &TextField::name);
  return found == message.fields.end() ? "?" : found->value;
}

Description describe(const ForeignFile& file) {
  caffe::Net net;
  if (parse(file, net)) return describe_weights(net);
  const std::optional<std::vector<TextField>> text = parse_text(file);
  if (!text) throw Error(ErrorKind::model_file, "the file is neither a network of Caffe nor its weights", file.path, "is the file whole? copy it again");
  Description out;
  for (const TextField& field : *text) {
    if (field.name == "name") out.facts.emplace_back("name", field.value);
    if (field.name == "layer") out.layers.push_back({value_of(field, "name"), value_of(field, "type"), ""});
  }
  return out;
}

constexpr std::array<std::string_view, 2> suffixes{".prototxt", ".caffemodel"};

}  // namespace

const Format caffe_format{.name = "caffe", .title = "Caffe", .suffixes = suffixes, .summary = "Caffe 1.0, and what reads its files; .prototxt with the weights in .caffemodel", .write = write,
    .recognizes = recognizes, .describe = describe};

}  // namespace nntrain
