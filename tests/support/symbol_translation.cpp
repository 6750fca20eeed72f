#include "support/symbol_translation.h"

#include <cmath>
#include <cstring>
#include <set>

#include "exchange/caffe.pb.h"
#include "exchange/prototxt.h"
#include "support/golden.h"

namespace nntrain::test {

// ---- MXNet ----

namespace {

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

}  // namespace

void from_mxnet(Translation& t) {
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

namespace {

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

}  // namespace

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

}  // namespace nntrain::test
