// Every layer and activation as MXNet's symbol and as Caffe's network: small jobs that were trained (tests/golden/parity), exported, said again as
// ONNX by what each of their layers means, and computed beside the network itself. The real systems: tests/interop.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numeric>
#include <set>

#include "base/error.h"
#include "containers/hdf5.h"
#include "exchange/caffe.pb.h"
#include "exchange/format.h"
#include "exchange/onnx_graph.h"
#include "exchange/op_graph.h"
#include "exchange/prototxt.h"
#include "formats/model_file.h"
#include "support/example_rows.h"
#include "support/onnx_evaluator.h"
#include "support/parity.h"
#include "support/temporary_folder.h"
#include "train/predict.h"

namespace nntrain::test {
namespace {

using Dims = std::vector<Index>;

// Values by name, with the shape of a row: dims[0] is 1.
class Translation {
 public:
  onnx::Model model;

  std::vector<std::string> input_names;
  void input(const std::string& name, const Dims& dims) {
    input_names.push_back(name);
    dims_[name] = dims;
  }
  std::string tensor(const Dims& dims, std::span<const float> values) { return known(graph_.tensor("numbers", dims, values), dims); }
  std::string number(double value) { return known(graph_.number(value), {1}); }
  const Dims& dims(const std::string& name) const { return dims_.at(name); }
  Index rank(const std::string& name) const { return static_cast<Index>(dims(name).size()); }

  // An elementwise node.
  std::string node(std::string_view type, const std::vector<std::string>& inputs) {
    Shape shape{dims(inputs[0]), false};
    for (const std::string& each : inputs) shape = broadcast(shape, {dims(each), false});
    return known(graph_.node(type, inputs), shape.dims);
  }
  std::string with_dims(std::string_view type, const std::vector<std::string>& inputs, const std::vector<onnx_export::GraphWriter::Attr>& attributes, const Dims& dims) {
    return known(graph_.node(type, inputs, attributes), dims);
  }
  std::string truth_of(std::string_view kind, const std::string& a, const std::string& b) {
    if (kind == "greater") return node("Greater", {a, b});
    if (kind == "lesser") return node("Less", {a, b});
    if (kind == "greater_equal") return node("Not", {node("Less", {a, b})});
    if (kind == "lesser_equal") return node("Not", {node("Greater", {a, b})});
    return node("Not", {node("Or", {node("Greater", {a, b}), node("Less", {a, b})})});
  }
  std::string reshaped(const std::string& x, Dims to) {
    Dims row = to;
    for (Index& size : row)
      if (size == -1) size = std::accumulate(dims(x).begin(), dims(x).end(), Index{1}, std::multiplies<>()) / std::abs(std::accumulate(to.begin(), to.end(), Index{1}, std::multiplies<>()));
    return with_dims("Reshape", {x, graph_.whole_numbers(to)}, {}, row);
  }
  std::string reduced(std::string_view type, const std::string& x, Index axis, bool keep) {
    Dims row = dims(x);
    keep ? void(row[static_cast<std::size_t>(axis)] = 1) : void(row.erase(row.begin() + axis));
    return with_dims(type, {x}, {{type == "ArgMax" ? "axis" : "axes", type == "ArgMax" ? decltype(onnx_export::GraphWriter::Attr::value)(axis) : Dims{axis}}, {"keepdims", Index{keep}}}, row);
  }
  std::string transposed(const std::string& x, const Dims& order) {
    Dims row;
    for (const Index axis : order) row.push_back(dims(x)[static_cast<std::size_t>(axis)]);
    return with_dims("Transpose", {x}, {{"perm", order}}, row);
  }
  std::string product(const std::string& a, const std::string& b) {
    Dims row = dims(a);
    row.back() = dims(b).back();
    return with_dims("MatMul", {a, b}, {}, row);
  }
  // x · weight^T + bias on the last axis.
  std::string dense(const std::string& x, const std::string& weight, const std::string& bias) {
    EXPECT_EQ(dims(x).back(), dims(weight).back());
    const std::string y = product(x, transposed(weight, {1, 0}));
    return bias.empty() ? y : node("Add", {y, bias});
  }
  std::string slice(const std::string& x, Index axis, Index begin, Index end) {
    Dims row = dims(x);
    row[static_cast<std::size_t>(axis)] = end - begin;
    return with_dims("Slice", {x}, {{"axes", Dims{axis}}, {"starts", Dims{begin}}, {"ends", Dims{end}}}, row);
  }
  std::string concat(const std::vector<std::string>& parts, Index axis) {
    Dims row = dims(parts[0]);
    row[static_cast<std::size_t>(axis)] = 0;
    for (const std::string& part : parts) row[static_cast<std::size_t>(axis)] += dims(part)[static_cast<std::size_t>(axis)];
    return with_dims("Concat", parts, {{"axis", axis}}, row);
  }
  std::string look_up(const std::string& table, const std::string& index) {
    Dims row = dims(index);
    row.push_back(dims(table)[1]);
    return with_dims("Gather", {table, index}, {{"axis", Index{0}}}, row);
  }
  std::string softmax(const std::string& x, bool is_log) {
    const std::string raised = node("Exp", {x}), sum = reduced("ReduceSum", raised, rank(x) - 1, true);
    return is_log ? node("Sub", {x, node("Log", {sum})}) : node("Div", {raised, sum});
  }
  void output(const std::string& value) { model.mutable_graph()->add_output()->set_name(value); }

 private:
  std::string known(const std::string& name, const Dims& dims) {
    dims_[name] = dims;
    return name;
  }
  onnx_export::GraphWriter graph_{*model.mutable_graph()};
  std::map<std::string, Dims> dims_;
};

// What the layers of each format mean, of the files that an export has left in the working directory.

// ---- MXNet ----

std::map<std::string, NamedTensor> read_params() {
  const std::string bytes = read_file("model-0000.params");
  std::size_t at = 0;
  const auto take = [&]<class T>(T) {
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    at += sizeof value;
    return value;
  };
  EXPECT_EQ(take(std::uint64_t{}), 0x112u);
  EXPECT_EQ(take(std::uint64_t{}), 0u);
  std::vector<NamedTensor> arrays(take(std::uint64_t{}));
  for (NamedTensor& array : arrays) {
    EXPECT_EQ(take(std::uint32_t{}), 0xF993FAC9u);
    EXPECT_EQ(take(std::int32_t{}), 0);
    array.shape.resize(static_cast<std::size_t>(take(std::int32_t{})));
    for (Index& size : array.shape) size = take(Index{});
    EXPECT_EQ(take(std::int32_t{}), 1);
    EXPECT_EQ(take(std::int32_t{}), 0);
    EXPECT_EQ(take(std::int32_t{}), 0);
    array.values.resize(static_cast<std::size_t>(std::accumulate(array.shape.begin(), array.shape.end(), Index{1}, std::multiplies<>())));
    for (float& x : array.values) x = take(float{});
  }
  EXPECT_EQ(take(std::uint64_t{}), arrays.size());
  std::map<std::string, NamedTensor> by_name;
  for (NamedTensor& array : arrays) {
    const auto length = static_cast<std::size_t>(take(std::uint64_t{}));
    EXPECT_EQ(bytes.substr(at, 4), "arg:");
    by_name[bytes.substr(at + 4, length - 4)] = std::move(array);
    at += length;
  }
  EXPECT_EQ(at, bytes.size());
  return by_name;
}

Dims tuple(const std::string& text) {
  Dims numbers;
  for (std::size_t at = text.find_first_of("-0123456789"); at != std::string::npos; at = text.find_first_of("-0123456789", text.find_first_of(",)", at)))
    numbers.push_back(std::stoll(text.substr(at)));
  return numbers;
}

std::string mxnet_node(Translation& t, const std::string& op, const std::vector<std::string>& in, const Json& attributes) {
  const auto text = [&](const char* key) { return attributes.at(key).get<std::string>(); };
  const auto axis = [&] { return static_cast<Index>(std::stoll(text("axis"))); };
  const auto is = [&](const char* key) { return attributes.contains(key) && text(key) == "True"; };
  static const std::map<std::string, std::string> same = {{"abs", "Abs"},     {"sign", "Sign"},       {"sqrt", "Sqrt"},     {"exp", "Exp"},           {"log", "Log"},
                                                         {"relu", "Relu"},   {"sigmoid", "Sigmoid"}, {"tanh", "Tanh"},     {"erf", "Erf"},           {"where", "Where"},
                                                         {"_copy", "Identity"}, {"add", "Add"},      {"plus", "Add"},      {"sub", "Sub"},           {"minus", "Sub"},
                                                         {"mul", "Mul"},     {"div", "Div"},         {"maximum", "Max"},   {"minimum", "Min"}};
  const auto of_two = [&](const std::string& kind, const std::string& a, const std::string& b) { return same.contains(kind) ? t.node(same.at(kind), {a, b}) : t.truth_of(kind, a, b); };
  if (op.starts_with("broadcast_") && op != "broadcast_axis") return of_two(op.substr(10), in[0], in[1]);
  if (op.ends_with("_scalar")) {
    const std::string kind = op.substr(1, op.size() - 8), number = t.number(std::stod(text("scalar")));
    if (kind == "rminus" || kind == "rdiv") return of_two(kind.substr(1), number, in[0]);
    return of_two(kind, in[0], number);
  }
  if (same.contains(op)) return t.node(same.at(op), in);
  if (op == "square") return t.node("Mul", {in[0], in[0]});
  if (op == "rsqrt") return t.node("Reciprocal", {t.node("Sqrt", in)});
  if (op == "expm1") return t.node("Sub", {t.node("Exp", in), t.number(1)});
  if (op == "trunc") return t.node("Mul", {t.node("Sign", in), t.node("Floor", {t.node("Abs", in)})});
  if (op == "zeros_like") return t.node("Mul", {in[0], t.number(0)});
  if (op == "Activation" && text("act_type") == "softrelu") return t.node("Softplus", in);
  if (op == "FullyConnected") {
    EXPECT_EQ(text("flatten"), "False");
    EXPECT_EQ(std::stoll(text("num_hidden")), t.dims(in[1])[0]);
    EXPECT_EQ(is("no_bias"), in.size() == 2);
    return t.dense(in[0], in[1], in.size() > 2 ? in[2] : "");
  }
  if (op == "Reshape") return t.reshaped(in[0], tuple(text("shape")));
  if (op == "transpose") return t.transposed(in[0], tuple(text("axes")));
  if (op == "slice_axis") return t.slice(in[0], axis(), std::stoll(text("begin")), std::stoll(text("end")));
  if (op == "Concat") return t.concat(in, std::stoll(text("dim")));
  if (op == "broadcast_axis") {
    Dims ones(t.dims(in[0]).size(), 1);
    const Dims axes = tuple(text("axis")), sizes = tuple(text("size"));
    for (std::size_t k = 0; k < axes.size(); ++k) ones[static_cast<std::size_t>(axes[k])] = sizes[k];
    std::size_t count = 1;
    for (const Index size : ones) count *= static_cast<std::size_t>(size);
    return t.node("Add", {in[0], t.tensor(ones, std::vector<float>(count))});
  }
  if (op == "sum" || op == "mean" || op == "argmax") return t.reduced(op == "sum" ? "ReduceSum" : op == "mean" ? "ReduceMean" : "ArgMax", in[0], axis(), is("keepdims"));
  if (op == "softmax" || op == "log_softmax") {
    EXPECT_EQ(axis(), t.rank(in[0]) - 1);
    return t.softmax(in[0], op == "log_softmax");
  }
  if (op == "sort") return t.with_dims("TopK", in, {{"axis", axis()}, {"k", t.dims(in[0]).back()}}, t.dims(in[0]));
  if (op == "_linalg_gemm2") {
    const auto turned = [&](const std::string& x) {
      Dims order(t.dims(x).size());
      std::iota(order.begin(), order.end(), Index{0});
      std::swap(order[order.size() - 1], order[order.size() - 2]);
      return t.transposed(x, order);
    };
    return t.product(is("transpose_a") ? turned(in[0]) : in[0], is("transpose_b") ? turned(in[1]) : in[1]);
  }
  if (op == "LeakyReLU" && text("act_type") == "leaky") {
    const std::string below = t.node("Relu", {t.node("Sub", {t.number(0), in[0]})});
    return t.node("Sub", {t.node("Relu", in), t.node("Mul", {below, t.number(std::stod(text("slope")))})});
  }
  if (op == "Embedding") return t.look_up(in[1], in[0]);
  ADD_FAILURE() << "the test does not know MXNet's " << op;
  return in[0];
}

void from_mxnet(Translation& t, const Model&) {
  std::map<std::string, NamedTensor> arrays = read_params();
  const Json symbol = Json::parse(read_file("model-symbol.json"));
  std::vector<std::string> values;
  for (const Json& node : symbol["nodes"]) {
    const std::string name = node["name"], op = node["op"];
    std::vector<std::string> in;
    for (const Json& input : node["inputs"]) in.push_back(values.at(input[0].get<std::size_t>()));
    if (op != "null")
      values.push_back(mxnet_node(t, op, in, node.value("attrs", Json::object())));
    else if (arrays.contains(name))
      values.push_back(t.tensor(arrays[name].shape, arrays[name].values));
    else
      values.push_back(name);
  }
  for (const Json& head : symbol["heads"]) t.output(values[head[0].get<std::size_t>()]);
}

// ---- Caffe ----

struct CaffeLayer {
  std::string type;
  std::vector<std::string> bottoms, tops;
  std::multimap<std::string, std::string> parameters;
  std::vector<Index> dims;  // of "shape"
};

CaffeLayer layer_of(const TextField& field) {
  CaffeLayer layer;
  for (const TextField& each : field.fields) {
    if (each.name == "type") layer.type = each.value;
    if (each.name == "bottom") layer.bottoms.push_back(each.value);
    if (each.name == "top") layer.tops.push_back(each.value);
    for (const TextField& parameter : each.fields) {
      layer.parameters.emplace(parameter.name, parameter.value);
      for (const TextField& dim : parameter.fields) layer.dims.push_back(std::stoll(dim.value));
    }
  }
  return layer;
}

std::vector<std::string> caffe_layer(Translation& t, const CaffeLayer& layer, const std::vector<std::string>& in, const caffe::Layer& weights) {
  const auto text = [&](const char* key, const char* otherwise) {
    const auto found = layer.parameters.find(key);
    return found == layer.parameters.end() ? std::string(otherwise) : found->second;
  };
  const auto number = [&](const char* key, const char* otherwise) { return std::stod(text(key, otherwise)); };
  const auto axis = [&](const char* otherwise = "1") { return static_cast<Index>(number("axis", otherwise)); };
  const auto blob = [&](int k) { return t.tensor({weights.blobs(k).shape().dim().begin(), weights.blobs(k).shape().dim().end()}, std::vector<float>(weights.blobs(k).data().begin(), weights.blobs(k).data().end())); };
  static const std::map<std::string, std::string> same = {{"AbsVal", "Abs"}, {"Exp", "Exp"}, {"Log", "Log"}, {"Sigmoid", "Sigmoid"}, {"TanH", "Tanh"}, {"BNLL", "Softplus"}};
  const std::string& type = layer.type;
  if (same.contains(type)) return {t.node(same.at(type), in)};
  if (type == "ReLU") return {t.node("Sub", {t.node("Relu", in), t.node("Mul", {t.node("Relu", {t.node("Sub", {t.number(0), in[0]})}), t.number(number("negative_slope", "0"))})})};
  if (type == "Power") return {t.node("Pow", {t.node("Add", {t.node("Mul", {in[0], t.number(number("scale", "1"))}), t.number(number("shift", "0"))}), t.number(number("power", "1"))})};
  if (type == "InnerProduct") {
    EXPECT_EQ(axis(), t.rank(in[0]) - 1);
    EXPECT_EQ(text("bias_term", "true") == "true", weights.blobs_size() == 2);
    EXPECT_EQ(number("num_output", "0"), static_cast<double>(weights.blobs(0).shape().dim(0)));
    return {t.dense(in[0], blob(0), weights.blobs_size() == 2 ? blob(1) : "")};
  }
  if (type == "Eltwise") {
    for (const std::string& each : in) EXPECT_EQ(t.dims(each), t.dims(in[0]));
    if (text("operation", "") != "SUM") return {t.node(text("operation", "") == "PROD" ? "Mul" : "Max", in)};
    const auto [first, last] = layer.parameters.equal_range("coeff");
    if (first == last) return {t.node("Add", in)};
    return {t.node("Add", {t.node("Mul", {in[0], t.number(std::stod(first->second))}), t.node("Mul", {in[1], t.number(std::stod(std::next(first)->second))})})};
  }
  if (type == "Threshold") return {t.node("Greater", {in[0], t.number(number("threshold", "0"))})};
  if (type == "Bias" || type == "Scale") {
    Dims dims(weights.blobs(0).shape().dim().begin(), weights.blobs(0).shape().dim().end());
    EXPECT_EQ(number("num_axes", "1"), static_cast<double>(dims.size()));
    dims.resize(static_cast<std::size_t>(t.rank(in[0]) - axis()), 1);
    const std::string y = t.node(type == "Bias" ? "Add" : "Mul", {in[0], t.reshaped(blob(0), dims)});
    EXPECT_EQ(text("bias_term", "false") == "true", weights.blobs_size() == 2);
    return {weights.blobs_size() == 2 ? t.node("Add", {y, t.reshaped(blob(1), dims)}) : y};
  }
  if (type == "Tile") return {t.concat(std::vector<std::string>(static_cast<std::size_t>(number("tiles", "")), in[0]), axis())};
  if (type == "Reshape") return {t.reshaped(in[0], layer.dims)};
  if (type == "Concat") return {t.concat(in, axis())};
  if (type == "Slice") {
    std::vector<std::string> parts;
    Index begin = 0;
    const auto [first, last] = layer.parameters.equal_range("slice_point");
    for (auto point = first; point != last; ++point) parts.push_back(t.slice(in[0], axis(), begin, std::stoll(point->second))), begin = std::stoll(point->second);
    parts.push_back(t.slice(in[0], axis(), begin, t.dims(in[0])[static_cast<std::size_t>(axis())]));
    return parts;
  }
  if (type == "Silence") return {};
  if (type == "Embed") return {t.look_up(blob(0), in[0])};
  if (type == "ArgMax") return {t.reduced("ArgMax", in[0], axis(), true)};
  if (type == "Softmax") {
    EXPECT_EQ(axis(), t.rank(in[0]) - 1);
    return {t.softmax(in[0], false)};
  }
  ADD_FAILURE() << "the test does not know Caffe's " << type;
  return in;
}

void from_caffe(Translation& t, const Model& model) {
  const auto text = read_text_format(read_file("model.prototxt"));
  caffe::Net net;
  ASSERT_TRUE(text && net.ParseFromString(read_file("model.caffemodel")));
  std::map<std::string, std::string> values;
  std::set<std::string> taken;
  std::vector<std::string> made;
  int k = 0;
  for (const TextField& field : *text) {
    if (field.name != "layer") continue;
    const CaffeLayer layer = layer_of(field);
    const caffe::Layer& weights = net.layer(k++);
    ASSERT_EQ(layer.type, weights.type());
    std::vector<std::string> in;
    for (const std::string& bottom : layer.bottoms) in.push_back(values.at(bottom)), taken.insert(bottom);
    if (layer.type == "Input") {
      values[layer.tops[0]] = layer.tops[0];
      EXPECT_EQ(layer.dims, t.dims(layer.tops[0]));
      continue;
    }
    const std::vector<std::string> out = caffe_layer(t, layer, in, weights);
    ASSERT_EQ(out.size(), layer.tops.size());
    for (std::size_t i = 0; i < out.size(); ++i) EXPECT_TRUE(values.emplace(layer.tops[i], out[i]).second) << layer.tops[i];
    made.insert(made.end(), layer.tops.begin(), layer.tops.end());
  }
  std::erase_if(made, [&](const std::string& top) { return taken.contains(top); });
  EXPECT_EQ(made.size(), model.columns.targets.size());  // all that nobody takes is an output
  for (const TargetColumns& target : model.columns.targets) t.output(values.at(target.layer));
}

// ---- both ----

class SymbolFormats : public testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(SymbolFormats, ComputeWhatTheNetworkDoes) {
  const TemporaryFolder folder;
  const auto [format_name, group] = GetParam();
  const Format& format = format_to_write(format_name, "");
  int checked = 0, refused = 0;
  for (const Json& each : parity_cases(group)) {
    const std::string name = each["name"].get<std::string>();
    const Model model = train_case(each);
    ExportFiles files(format_name == "mxnet" ? "model-symbol.json" : "model.prototxt");
    try {
      format.write(model, {}, files);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::config);
      EXPECT_TRUE(error.message.starts_with(format.title) && !error.where.empty()) << error.message;
      ++refused;
      continue;
    }
    files.finish();
    Translation translation;
    std::vector<Matrix> inputs;
    std::map<std::string, OnnxValue> values;
    const std::vector<std::string> names = OpGraph(model).input_names();
    for (std::size_t k = 0; k < names.size(); ++k) {
      const InputColumns& input = model.columns.inputs[k];
      inputs.push_back(example_rows(input, 5));
      Dims dims{1};
      dims.insert(dims.end(), input.shape.begin(), input.shape.end());
      translation.input(names[k], dims);
      dims[0] = 5;
      values[names[k]] = {dims, {inputs.back().values.begin(), inputs.back().values.end()}, {}};
    }
    (format_name == "mxnet" ? from_mxnet : from_caffe)(translation, model);
    const std::vector<Matrix> expected = Predictor(model, 1).predict(inputs);
    const auto outputs = evaluate_onnx(translation.model, values);
    ASSERT_EQ(translation.model.graph().output_size(), static_cast<int>(expected.size())) << name;
    for (std::size_t k = 0; k < expected.size(); ++k) {
      const std::vector<double>& is = outputs.at(translation.model.graph().output(static_cast<int>(k)).name()).numbers;
      ASSERT_EQ(is.size(), expected[k].values.size()) << name;
      for (std::size_t i = 0; i < is.size(); ++i) {
        const auto was = static_cast<double>(expected[k].values[i]);
        EXPECT_TRUE(std::fabs(is[i] - was) <= 1e-5 * std::max(1.0, std::fabs(was)) || is[i] == was) << name << ": number " << i << " is " << is[i] << ", expected " << was;
      }
    }
    ++checked;
  }
  EXPECT_GT(checked, 10);
  EXPECT_LE(refused, format_name == "mxnet" ? 0 : checked / 3);
  RecordProperty("refused", refused);
}

// As Caffe's Net::CopyTrainedLayersFromHDF5 looks for them: each group in "data" is the name of a layer, each dataset "0", "1", … in it a blob of the layer's shape.
TEST(CaffeInHdf5, HasTheNetworkAndTheArraysOfTheOtherFile) {
  const TemporaryFolder folder;
  std::size_t arrays = 0;
  for (const Json& each : parity_cases("layers")) {
    const Model model = train_case(each);
    try {
      for (const char* path : {"as_message.caffemodel", "as_hdf5.caffemodel.h5"}) {
        ExportFiles files(path);
        format_to_write("", path).write(model, {}, files);
        files.finish();
      }
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::config);
      continue;
    }
    EXPECT_EQ(read_file("as_message.prototxt"), read_file("as_hdf5.prototxt"));
    caffe::Net net;
    ASSERT_TRUE(net.ParseFromString(read_file("as_message.caffemodel")));
    const Hdf5File hdf5 = read_hdf5(read_file("as_hdf5.caffemodel.h5"), "as_hdf5.caffemodel.h5");
    std::size_t count = 0;
    for (const caffe::Layer& layer : net.layer()) {
      EXPECT_EQ(layer.name().find('/'), std::string::npos);
      EXPECT_TRUE(hdf5.has_group("data/" + layer.name()));
      for (int k = 0; k < layer.blobs_size(); ++k, ++count) {
        const Hdf5File::Dataset* found = hdf5.dataset("data/" + layer.name() + "/" + std::to_string(k));
        ASSERT_TRUE(found) << layer.name();
        EXPECT_EQ(found->type, "float32");
        EXPECT_EQ(found->shape, Dims(layer.blobs(k).shape().dim().begin(), layer.blobs(k).shape().dim().end()));
        EXPECT_EQ(found->values, std::vector<float>(layer.blobs(k).data().begin(), layer.blobs(k).data().end()));
      }
    }
    EXPECT_EQ(hdf5.datasets.size(), count);
    arrays += count;
  }
  EXPECT_GT(arrays, 50u);
}

INSTANTIATE_TEST_SUITE_P(Golden, SymbolFormats, testing::Combine(testing::Values("mxnet", "caffe"), testing::Values("layers", "activations", "graphs")),
                         [](const auto& test) { return std::get<0>(test.param) + "_" + std::get<1>(test.param); });

}  // namespace
}  // namespace nntrain::test
