// Caffe 1.0: <name>.prototxt, the layers as text, and beside it their numbers: <name>.caffemodel, a message of protobuf, or
// <name>.caffemodel.h5, where the layer "dense" has its as "data/dense/0", "data/dense/1".
#include <algorithm>
#include <array>

#include "base/error.h"
#include "containers/hdf5.h"
#include "exchange/caffe_ops.h"
#include "exchange/prototxt.h"

namespace nntrain {

extern const Format caffe_format;

namespace {

constexpr std::string_view in_hdf5 = ".caffemodel.h5", data_group = "data";

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  refuse_preprocessing(caffe_format, options);
  const FoldedGraph graph(model);
  caffe::NetWriter net(model.spec.name.empty() ? graph.ops().network().automatic_name() : model.spec.name);
  std::vector<std::string> inputs = graph.ops().input_names();
  for (std::size_t k = 0; k < inputs.size(); ++k) inputs[k] = net.input(inputs[k], model.columns.inputs[k].shape);
  const std::vector<std::string> outputs = caffe::write_network(graph, inputs, net, caffe_format);
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    net.enter(graph.ops().network().heads()[k].name);
    net.output(outputs[k], graph.ops().network().heads()[k].name);
  }
  const bool as_hdf5 = files.path().ends_with(in_hdf5);
  const std::string stem = as_hdf5 ? files.path().substr(0, files.path().size() - in_hdf5.size()) : files.stem();
  files.add(stem + ".prototxt").append(net.prototxt());
  if (as_hdf5) files.add(files.path()).append(net.caffemodel_h5());
  else files.add(stem + ".caffemodel").append(net.caffemodel());
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

// HDF5 with nothing but numbers of layers, "data/dense/0". Keras' files tell by their texts that they are none, without being opened.
bool is_weights(const Hdf5File& content) {
  return content.has_group(data_group) && std::ranges::all_of(content.datasets, [](const Hdf5File::Dataset& dataset) {
    return dataset.path.starts_with(std::string(data_group) + "/") || dataset.path.starts_with("diff/");  // diff: gradients
  });
}
bool may_be_weights(std::string_view bytes) {
  const auto has = [&](std::string_view text) { return bytes.find(text) != bytes.npos; };
  return is_hdf5(bytes) && has(data_group) && !has("layer_names") && !has("vars");
}

bool recognizes(const ForeignFile& file) {
  if (may_be_weights(file.bytes)) return is_weights(read_hdf5(file.bytes, file.path));
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

Description describe_weights(const Hdf5File& content) {
  Description out;
  for (const Hdf5File::Dataset& dataset : content.datasets)
    if (dataset.path.starts_with(data_group)) out.tensors.push_back({dataset.path.substr(data_group.size() + 1), dataset.type, dataset.shape});
  return out;
}

std::string value_of(const TextField& message, std::string_view name) {
  const auto found = std::ranges::find(message.fields, name, &TextField::name);
  return found == message.fields.end() ? "?" : found->value;
}

Description describe(const ForeignFile& file) {
  if (is_hdf5(file.bytes)) return describe_weights(read_hdf5(file.bytes, file.path));
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

constexpr std::array<std::string_view, 3> suffixes{".prototxt", ".caffemodel", in_hdf5};

}  // namespace

const Format caffe_format{.name = "caffe", .title = "Caffe", .suffixes = suffixes, .summary = "Caffe 1.0, and what reads its files; .prototxt with the weights in .caffemodel or .caffemodel.h5", .write = write,
    .recognizes = recognizes, .describe = describe};

}  // namespace nntrain
