#include "exchange/onnx_layers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "config/config.h"
#include "exchange/curve.h"
#include "exchange/imported.h"
#include "exchange/onnx_tensor.h"

namespace nntrain {

namespace {

using Dims = std::vector<std::int64_t>;

// What a node gives: the output of a layer, an elementwise function of one, or numbers that are known.
struct Value {
  std::string layer;                         // empty: numbers
  Dims shape;                                // of a sample, or of the numbers
  const onnx::Tensor* tensor = nullptr;      // numbers, as they stand in the file ...
  std::optional<std::vector<float>> floats;  // ... or made of others
  std::optional<Dims> sizes;                 // whole numbers that were made of a shape, -1 for the batch
  std::optional<Curve> curve;                // the function; which layer it is shows when another layer takes it
  const onnx::Node* node = nullptr;          // the last of those that compute it
};

class Importer {
 public:
  explicit Importer(const onnx::Model& model) : graph_(model.graph()) {
    for (const onnx::Model::OperatorSet& set : model.opset_import())
      if (set.domain().empty() || set.domain() == "ai.onnx") opset_ = set.version();
  }

  Model import(const std::string& path) {
    read_tensors();
    read_inputs();
    for (const onnx::Node& node : graph_.node()) read_node(node);
    Json outputs = Json::array();
    for (const onnx::ValueInfo& output : graph_.output()) {
      const auto found = values_.find(output.name());
      if (found != values_.end()) settle(output.name());
      if (found == values_.end() || found->second.layer.empty()) throw Error(ErrorKind::model_file, "no node makes the output " + quoted(output.name()));
      outputs.push_back(found->second.layer);
    }
    Diagnostics diagnostics;
    const Spec spec = read_config<Spec>(Json{{"layers", layers_}, {"outputs", outputs}, {"loss", nullptr}}, diagnostics);
    diagnostics.throw_if_any();
    return imported_model(spec, std::move(weights_), path);
  }

 private:
  // ---- what stands in the file ----

  void read_tensors() {
    for (const onnx::Tensor& tensor : graph_.initializer()) values_[tensor.name()] = {{}, {tensor.dims().begin(), tensor.dims().end()}, &tensor, {}, {}, {}, nullptr};
    for (const onnx::Node& node : graph_.node())
      for (const std::string& input : node.input()) ++readers_[input];
    for (const onnx::ValueInfo& output : graph_.output()) ++readers_[output.name()];
  }

  void read_inputs() {
    for (const onnx::ValueInfo& input : graph_.input()) {
      if (values_.count(input.name()) > 0) continue;  // an initializer
      Dims shape;
      for (const onnx::ValueInfo::Dimension& dim : input.type().tensor_type().shape().dim()) shape.push_back(dim.has_dim_value() ? dim.dim_value() : -1);
      if (shape.size() < 2 || std::any_of(shape.begin() + 1, shape.end(), [](std::int64_t size) { return size < 1; }))
        throw Error(ErrorKind::model_file, "the input " + quoted(input.name()) + " has shape " + shape_text(shape) + "; expected a batch of samples whose sizes are known");
      shape.erase(shape.begin());
      values_[input.name()] = {add_layer(input.name(), {{"type", "Input"}, {"shape", shape}}), shape, nullptr, {}, {}, {}, nullptr};
    }
  }

  [[noreturn]] static void fail(const onnx::Node& node, const std::string& what) {
    const std::string name = !node.name().empty() ? node.name() : node.output_size() > 0 ? node.output(0) : "";
    throw Error(ErrorKind::model_file, "the node " + quoted(name) + ", " + node.op_type() + ", " + what);
  }

  static const onnx::Attribute* find(const onnx::Node& node, std::string_view name) {
    for (const onnx::Attribute& attribute : node.attribute())
      if (attribute.name() == name) return &attribute;
    return nullptr;
  }
  static std::int64_t whole(const onnx::Node& node, std::string_view name, std::int64_t otherwise) {
    const onnx::Attribute* const found = find(node, name);
    return found ? found->i() : otherwise;
  }
  static double number(const onnx::Node& node, std::string_view name, double otherwise) {
    const onnx::Attribute* const found = find(node, name);
    return found ? static_cast<double>(found->f()) : otherwise;
  }

  const Value& input(const onnx::Node& node, int i) const {
    if (i >= node.input_size() || node.input(i).empty()) fail(node, "lacks its input " + std::to_string(i));
    const auto found = values_.find(node.input(i));
    if (found == values_.end()) fail(node, "takes " + quoted(node.input(i)) + ", which nothing before it makes");
    return found->second;
  }
  bool has_input(const onnx::Node& node, int i) const { return i < node.input_size() && !node.input(i).empty(); }
  const Value& layer_input(const onnx::Node& node, int i) {
    const Value& value = input(node, i);
    if (value.curve) settle(node.input(i));
    if (value.layer.empty()) fail(node, "takes numbers where the output of a layer was expected");
    return value;
  }
  std::vector<float> floats(const onnx::Node& node, int i) const {
    const Value& value = input(node, i);
    if (value.floats) return *value.floats;
    if (!value.tensor) fail(node, "takes " + quoted(node.input(i)) + "; expected numbers that are known");
    return floats_of(*value.tensor);
  }

  // ---- layers ----

  // Appends a layer under a name like this one, and returns the name.
  std::string add_layer(const std::string& wish, Json layer, const std::vector<std::string>& inputs = {}) {
    std::string base;
    for (const char c : wish) {
      const bool is_word = std::isalnum(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 128;
      if (is_word) base += c;
      else if (!base.empty() && base.back() != '_') base += '_';
    }
    while (!base.empty() && base.back() == '_') base.pop_back();
    if (base.empty()) base = "layer";
    std::string name = base;
    for (int n = 1; names_.count(name) > 0; ++n) name = base + "_" + std::to_string(n);
    names_[name] = layers_.size();
    layer["name"] = name;
    if (!inputs.empty() && !(inputs.size() == 1 && !layers_.empty() && layers_.back()["name"] == inputs[0])) layer["inputs"] = inputs;
    layers_.push_back(std::move(layer));
    return name;
  }

  void make(const onnx::Node& node, Json layer, const std::vector<std::string>& inputs, Dims shape) {
    values_[node.output(0)] = {add_layer(node.name().empty() ? node.output(0) : node.name(), std::move(layer), inputs), std::move(shape), nullptr, {}, {}, {}, nullptr};
  }
  void pass(const onnx::Node& node, const Value& value) { values_[node.output(0)] = Value(value); }
  void add_weight(const std::string& layer, const char* name, Dims shape, std::vector<float> values) {
    weights_.push_back({layer + "/" + name, std::move(shape), std::move(values)});
  }

  // The Dense that made a value which nobody else reads, if nothing has come after it yet; else null.
  Json* open_dense(const onnx::Node& node, int i) {
    const Value& value = input(node, i);
    const auto found = names_.find(value.layer);
    if (found == names_.end() || readers_[node.input(i)] != 1) return nullptr;
    Json& layer = layers_[found->second];
    return layer["type"] == "Dense" && !layer.contains("activation") ? &layer : nullptr;
  }

  // ---- nodes ----

  void read_node(const onnx::Node& node) {
    if (node.output_size() == 0) return;
    if (!node.domain().empty() && node.domain() != "ai.onnx") fail(node, "is of the domain " + quoted(node.domain()) + ", which is not imported");
    const std::string& op = node.op_type();
    if (op == "Constant") return constant(node);
    if (op == "Shape" || (node.input_size() > 0 && input(node, 0).sizes)) return sizes(node);
    if (op == "Identity" || op == "Dropout") return pass(node, input(node, 0));
    if (op == "Gemm" || op == "MatMul") return dense(node);
    if (op == "Softmax" || op == "LogSoftmax") return softmax(node);
    if (op == "PRelu") return prelu(node);
    if (op == "Flatten" || op == "Reshape" || op == "Squeeze" || op == "Unsqueeze") return reshape(node);
    if (op == "Transpose") return transpose(node);
    if (op == "Concat") return concat(node);
    if (op == "BatchNormalization") return batch_normalization(node);
    if (op == "LayerNormalization") return layer_normalization(node);
    if (op == "Gather") return embedding(node);
    if (op == "Sum" || op == "Mean") return merge(node);
    if (joins_vector(node)) return with_vector(node);
    elementwise(node);
  }

  void constant(const onnx::Node& node) {
    const onnx::Attribute* const tensor = find(node, "value");
    if (tensor && tensor->has_t()) {
      values_[node.output(0)] = {{}, {tensor->t().dims().begin(), tensor->t().dims().end()}, &tensor->t(), {}, {}, {}, nullptr};
    } else if (const onnx::Attribute* const one = find(node, "value_float")) {
      values_[node.output(0)] = {{}, {}, nullptr, std::vector<float>{one->f()}, {}, {}, nullptr};
    } else {
      fail(node, "has no tensor of numbers");
    }
  }

  void softmax(const onnx::Node& node) {
    const Value& x = layer_input(node, 0);
    const auto rank = static_cast<std::int64_t>(x.shape.size()) + 1;
    std::int64_t axis = whole(node, "axis", opset_ < 13 ? 1 : -1);
    if (axis < 0) axis += rank;
    if (axis != rank - 1) fail(node, "works on axis " + std::to_string(axis) + "; expected the last one");
    const char* const which = node.op_type() == "Softmax" ? "softmax" : "log_softmax";
    if (Json* const dense = open_dense(node, 0)) {
      (*dense)["activation"] = which;
      return pass(node, x);
    }
    make(node, {{"type", "Activation"}, {"activation", which}}, {x.layer}, x.shape);
  }

  // ---- elementwise ----

  // The attributes of an op, as apply_op() takes them.
  std::pair<double, double> parameters(const onnx::Node& node) const {
    const std::string& op = node.op_type();
    if (op == "LeakyRelu") return {number(node, "alpha", 0.01), 0};
    if (op == "Elu" || op == "Celu") return {number(node, "alpha", 1), 0};
    if (op == "Selu") return {number(node, "alpha", 1.6732632423543772), number(node, "gamma", 1.0507009873554805)};
    if (op == "HardSigmoid") return {number(node, "alpha", 0.2), number(node, "beta", 0.5)};
    if (op == "Gelu") return {find(node, "approximate") && find(node, "approximate")->s() == "tanh", 0};
    if (op != "Clip") return {0, 0};
    const auto bound = [&](const char* name, int i, double otherwise) {
      if (opset_ < 11) return number(node, name, otherwise);
      return has_input(node, i) ? static_cast<double>(one_of(node, floats(node, i))) : otherwise;
    };
    return {bound("min", 1, -INFINITY), bound("max", 2, INFINITY)};
  }
  static float one_of(const onnx::Node& node, const std::vector<float>& values) {
    if (values.size() != 1) fail(node, "takes " + count_of(static_cast<Index>(values.size()), "number") + "; expected one");
    return values[0];
  }

  // A node whose operands are numbers and functions of one layer is a function of it.
  void elementwise(const onnx::Node& node) {
    const int operands = node.op_type() == "Clip" ? 1 : node.input_size();
    std::vector<Curve> curves;
    const Value* base = nullptr;
    for (int i = 0; i < operands; ++i) {
      const Value& value = input(node, i);
      if (value.layer.empty()) {
        curves.push_back(constant_curve(static_cast<double>(one_of(node, floats(node, i)))));
        continue;
      }
      if (base && base->layer != value.layer) return merge(node);
      base = &value;
      curves.push_back(value.curve.value_or(points()));
    }
    const auto [alpha, beta] = parameters(node);
    const std::optional<Curve> curve = apply_op(node.op_type(), curves, alpha, beta);
    if (!curve) fail(node, "is not imported");
    const std::string& name = node.output(0);
    if (!base) {
      values_[name] = {{}, {}, nullptr, std::vector<float>{static_cast<float>((*curve)[0])}, {}, {}, nullptr};
    } else {
      values_[name] = {base->layer, Dims(base->shape), nullptr, {}, {}, curve, &node};
      if (readers_[name] > 1 && *curve != points() && layer_of(*curve)) settle(name);  // what several nodes take is where an expression begins
    }
  }

  // Makes a layer of a function.
  void settle(const std::string& name) {
    const Value value = values_[name];
    if (!value.curve) return;
    const onnx::Node& node = *value.node;
    if (*value.curve == points()) {
      values_[name].curve.reset();
    } else if (const std::optional<Json> layer = layer_of(*value.curve)) {
      Json* const dense = layer->contains("activation") ? open_dense(node, 0) : nullptr;
      if (dense) (*dense)["activation"] = (*layer)["activation"];
      values_[name].curve.reset();
      if (!dense) make(node, *layer, {value.layer}, value.shape);
    } else {
      settle_operands(node);
    }
  }

  // The function as a whole is no layer: it may be one of what its operands are.
  void settle_operands(const onnx::Node& node) {
    bool has_changed = false;
    int layers = 0;
    for (int i = 0; i < node.input_size(); ++i) {
      layers += !input(node, i).layer.empty();
      has_changed = has_changed || (input(node, i).curve && *input(node, i).curve != points());
      if (input(node, i).curve) settle(node.input(i));
    }
    if (layers == 2) return merge(node);
    if (!has_changed) fail(node, "computes a function that is no activation of Keras");
    elementwise(node);
    settle(node.output(0));
  }

  void prelu(const onnx::Node& node) {
    const Value &x = layer_input(node, 0), &slope = input(node, 1);
    std::vector<float> values = floats(node, 1);
    Dims shape = slope.shape;
    while (shape.size() > x.shape.size() && shape[0] == 1) shape.erase(shape.begin());
    if (values.size() == 1) values.resize(static_cast<std::size_t>(product(node, x.shape)), values[0]), shape = x.shape;
    if (shape != x.shape) fail(node, "has slopes of shape " + shape_text(slope.shape) + "; expected " + shape_text(x.shape));
    make(node, {{"type", "PReLU"}}, {x.layer}, x.shape);
    add_weight(values_[node.output(0)].layer, "alpha", shape, std::move(values));
  }

  void dense(const onnx::Node& node) {
    const Value &x = layer_input(node, 0), &kernel = input(node, 1);
    if (!kernel.layer.empty()) fail(node, "multiplies the outputs of two layers; expected weights");
    if (whole(node, "transA", 0) != 0 || number(node, "alpha", 1) != 1 || number(node, "beta", 1) != 1) fail(node, "has a transA, alpha or beta that no Dense has");
    const bool transposed = whole(node, "transB", 0) != 0;
    if (kernel.shape.size() != 2 || x.shape.empty() || kernel.shape[transposed ? 1 : 0] != x.shape.back())
      fail(node, "has weights of shape " + shape_text(kernel.shape) + " for an input of " + shape_text(x.shape) + " a sample");
    const std::int64_t in = kernel.shape[transposed ? 1 : 0], units = kernel.shape[transposed ? 0 : 1];
    std::vector<float> values = floats(node, 1);
    if (transposed) values = transposed_of(values, units, in);
    Dims shape = x.shape;
    shape.back() = units;
    const bool has_bias = has_input(node, 2);
    make(node, {{"type", "Dense"}, {"units", units}, {"use_bias", has_bias}}, {x.layer}, shape);
    const std::string layer = values_[node.output(0)].layer;
    add_weight(layer, "kernel", {in, units}, std::move(values));
    if (has_bias) add_weight(layer, "bias", {units}, repeated(node, floats(node, 2), units));
  }

  static std::vector<float> transposed_of(const std::vector<float>& values, std::int64_t rows, std::int64_t cols) {
    std::vector<float> out(values.size());
    for (std::int64_t r = 0; r < rows; ++r)
      for (std::int64_t c = 0; c < cols; ++c) out[static_cast<std::size_t>(c * rows + r)] = values[static_cast<std::size_t>(r * cols + c)];
    return out;
  }

  // One number for each of `count`, where there is one for all.
  static std::vector<float> repeated(const onnx::Node& node, std::vector<float> values, std::int64_t count) {
    if (values.size() == 1) values.resize(static_cast<std::size_t>(count), values[0]);
    if (static_cast<std::int64_t>(values.size()) != count) fail(node, "has " + std::to_string(values.size()) + " numbers; expected " + std::to_string(count));
    return values;
  }

  // Of the outputs of several layers.
  void merge(const onnx::Node& node) {
    const std::string& op = node.op_type();
    std::vector<std::string> inputs;
    for (int i = 0; i < node.input_size(); ++i) {
      inputs.push_back(layer_input(node, i).layer);
      if (input(node, i).shape != input(node, 0).shape) fail(node, "takes outputs of different shapes");
    }
    const char* const type = op == "Add" || op == "Sum" ? "Add" : op == "Sub" ? "Subtract" : op == "Mul" ? "Multiply" : op == "Max" ? "Maximum" : op == "Min" ? "Minimum" : op == "Mean" ? "Average" : "";
    if (!*type) fail(node, "of the outputs of several layers is no layer");
    make(node, {{"type", type}}, inputs, Dims(input(node, 0).shape));
  }

  // Whether it joins the output of a layer and a number for each place of the last axis.
  bool joins_vector(const onnx::Node& node) {
    if (node.input_size() != 2 || input(node, 0).layer.empty() == input(node, 1).layer.empty()) return false;
    const int known = input(node, 0).layer.empty() ? 0 : 1;
    const Dims &shape = input(node, known).shape, &x = input(node, 1 - known).shape;
    const Index size = product(node, shape);
    return size > 1 || (node.op_type() == "Add" && size == 1 && !shape.empty() && !x.empty() && x.back() == 1);
  }

  // A bias, or a Rescaling.
  void with_vector(const onnx::Node& node) {
    const std::string& op = node.op_type();
    const int known = input(node, 0).layer.empty() ? 0 : 1;
    const Value x = layer_input(node, 1 - known);
    std::vector<float> values = floats(node, known);
    const std::int64_t last = x.shape.back();
    const Dims& shape = input(node, known).shape;
    if (shape.empty() || shape.back() != last || static_cast<std::int64_t>(values.size()) != last)
      fail(node, "takes numbers of shape " + shape_text(shape) + "; expected one, or " + std::to_string(last) + " of the last axis");
    if (Json* const dense = op == "Add" ? open_dense(node, 1 - known) : nullptr; dense && !(*dense)["use_bias"].get<bool>()) {
      (*dense)["use_bias"] = true;
      add_weight(x.layer, "bias", {last}, repeated(node, std::move(values), last));
      return pass(node, x);
    }
    std::vector<double> scale(values.size(), 1), offset(values.size(), 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto v = static_cast<double>(values[i]);
      if (op == "Add") offset[i] = v;
      else if (op == "Sub") offset[i] = known == 1 ? -v : v, scale[i] = known == 1 ? 1 : -1;
      else if (op == "Mul") scale[i] = v;
      else if (op == "Div" && known == 1) scale[i] = 1 / v;
      else fail(node, "with numbers has no layer");
    }
    make(node, {{"type", "Rescaling"}, {"scale", scale}, {"offset", offset}}, {x.layer}, x.shape);
  }

  static std::int64_t product(const onnx::Node& node, const Dims& shape) {
    std::int64_t size = 1;
    for (const std::int64_t dim : shape)
      if (dim < 0 || __builtin_mul_overflow(size, dim, &size)) fail(node, "has the impossible shape " + shape_text(shape));
    return size;
  }

  // Known, or made of a shape.
  Dims whole_numbers(const onnx::Node& node, int i) const {
    const Value& value = input(node, i);
    if (value.sizes) return *value.sizes;
    if (!value.tensor) fail(node, "takes " + quoted(node.input(i)) + "; expected whole numbers that are known");
    return whole_numbers_of(*value.tensor);
  }

  // Arithmetic with shapes: some programs write "flatten" as Shape, Gather, Concat and Reshape.
  void sizes(const onnx::Node& node) {
    const std::string& op = node.op_type();
    Dims out;
    if (op == "Shape") {
      out = layer_input(node, 0).shape;
      out.insert(out.begin(), -1);
    } else if (op == "Concat") {
      for (int i = 0; i < node.input_size(); ++i)
        for (const std::int64_t size : whole_numbers(node, i)) out.push_back(size);
    } else if (op == "Gather" || op == "Slice") {
      const Dims from = whole_numbers(node, 0), at = op == "Gather" || opset_ >= 10 ? whole_numbers(node, 1) : attribute_of(node, "starts");
      const auto in_range = [&](std::int64_t place) {
        const std::int64_t counted = place < 0 ? place + static_cast<std::int64_t>(from.size()) : place;
        if (counted < 0 || counted > static_cast<std::int64_t>(from.size())) fail(node, "takes place " + std::to_string(place) + " of a shape");
        return static_cast<std::size_t>(counted);
      };
      if (op == "Gather") {
        for (const std::int64_t place : at) out.push_back(from.at(std::min(in_range(place), from.size() - 1)));
      } else {
        const Dims ends = opset_ >= 10 ? whole_numbers(node, 2) : attribute_of(node, "ends");
        if (at.size() != 1 || ends.size() != 1 || node.input_size() > 4) fail(node, "cuts a shape in another way than from here to there");
        const std::size_t begin = in_range(at[0]), end = in_range(std::min(ends[0], static_cast<std::int64_t>(from.size())));
        out.assign(from.begin() + static_cast<std::int64_t>(std::min(begin, end)), from.begin() + static_cast<std::int64_t>(end));
      }
    } else if (op == "Cast" || op == "Identity" || op == "Unsqueeze" || op == "Squeeze") {
      out = whole_numbers(node, 0);
    } else {
      fail(node, "computes with a shape, which is not imported");
    }
    values_[node.output(0)] = {{}, {static_cast<std::int64_t>(out.size())}, nullptr, {}, std::move(out), {}, nullptr};
  }
  static Dims attribute_of(const onnx::Node& node, std::string_view name) {
    const onnx::Attribute* const found = find(node, name);
    return found ? Dims(found->ints().begin(), found->ints().end()) : Dims{};
  }

  void reshape(const onnx::Node& node) {
    const Value& x = layer_input(node, 0);
    Dims shape;
    if (node.op_type() == "Flatten") {
      if (whole(node, "axis", 1) != 1) fail(node, "has another axis than 1");
      shape = {product(node, x.shape)};
    } else if (node.op_type() == "Reshape") {
      shape = whole_numbers(node, 1);
      if (shape.empty()) fail(node, "has no shape");
      shape.erase(shape.begin());  // the batch
      for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] == 0 && i < x.shape.size()) shape[i] = x.shape[i];
      const auto rest = std::ranges::find(shape, -1);
      if (rest != shape.end()) {
        *rest = 1;
        const std::int64_t others = product(node, shape);
        *rest = others > 0 ? product(node, x.shape) / others : 0;
      }
    } else {
      fail(node, "is not imported");
    }
    if (product(node, shape) != product(node, x.shape)) fail(node, "makes " + shape_text(shape) + " of " + shape_text(x.shape));
    if (shape == x.shape) return pass(node, x);
    make(node, shape.size() == 1 ? Json{{"type", "Flatten"}} : Json{{"type", "Reshape"}, {"target_shape", shape}}, {x.layer}, shape);
  }

  void transpose(const onnx::Node& node) {
    const onnx::Attribute* const perm = find(node, "perm");
    if (input(node, 0).layer.empty() && input(node, 0).shape.size() == 2) {  // of weights
      const Dims from = input(node, 0).shape;
      values_[node.output(0)] = {{}, {from[1], from[0]}, nullptr, transposed_of(floats(node, 0), from[0], from[1]), {}, {}, nullptr};
      return;
    }
    const Value& x = layer_input(node, 0);
    const auto rank = static_cast<std::int64_t>(x.shape.size()) + 1;
    if (!perm || perm->ints_size() != rank || perm->ints(0) != 0) fail(node, "moves the batch");
    Dims order(perm->ints().begin() + 1, perm->ints().end()), shape;
    for (const std::int64_t axis : order) {
      if (axis < 1 || axis >= rank) fail(node, "has the axis " + std::to_string(axis));
      shape.push_back(x.shape[static_cast<std::size_t>(axis - 1)]);
    }
    make(node, {{"type", "Permute"}, {"dims", order}}, {x.layer}, shape);
  }

  void concat(const onnx::Node& node) {
    Dims shape = layer_input(node, 0).shape;
    const auto rank = static_cast<std::int64_t>(shape.size()) + 1;
    std::int64_t axis = whole(node, "axis", 1);
    if (axis < 0) axis += rank;
    if (axis < 1 || axis >= rank) fail(node, "joins along the batch");
    std::vector<std::string> inputs{input(node, 0).layer};
    for (int i = 1; i < node.input_size(); ++i) {
      const Value& part = layer_input(node, i);
      if (part.shape.size() != shape.size()) fail(node, "joins outputs of different shapes");
      inputs.push_back(part.layer);
      shape[static_cast<std::size_t>(axis - 1)] += part.shape[static_cast<std::size_t>(axis - 1)];
    }
    if (inputs.size() == 1) return pass(node, input(node, 0));
    make(node, {{"type", "Concatenate"}, {"axis", axis}}, inputs, shape);
  }

  void batch_normalization(const onnx::Node& node) {
    const Value& x = layer_input(node, 0);
    if (x.shape.size() != 1) fail(node, "normalises the first axis of " + shape_text(x.shape) + "; expected samples that are vectors");
    make(node, {{"type", "BatchNormalization"}, {"epsilon", number(node, "epsilon", 1e-5)}, {"momentum", number(node, "momentum", 0.9)}}, {x.layer}, x.shape);
    constexpr const char* names[] = {"gamma", "beta", "moving_mean", "moving_variance"};
    for (int i = 0; i < 4; ++i) add_weight(values_[node.output(0)].layer, names[i], {x.shape[0]}, repeated(node, floats(node, i + 1), x.shape[0]));
  }

  void layer_normalization(const onnx::Node& node) {
    const Value& x = layer_input(node, 0);
    const auto rank = static_cast<std::int64_t>(x.shape.size()) + 1;
    const std::int64_t axis = whole(node, "axis", -1);
    if (axis != -1 && axis != rank - 1) fail(node, "normalises from axis " + std::to_string(axis) + "; expected the last one");
    const bool has_bias = has_input(node, 2);
    make(node, {{"type", "LayerNormalization"}, {"epsilon", number(node, "epsilon", 1e-5)}, {"center", has_bias}}, {x.layer}, x.shape);
    const std::string layer = values_[node.output(0)].layer;
    add_weight(layer, "gamma", {x.shape.back()}, repeated(node, floats(node, 1), x.shape.back()));
    if (has_bias) add_weight(layer, "beta", {x.shape.back()}, repeated(node, floats(node, 2), x.shape.back()));
  }

  void embedding(const onnx::Node& node) {
    const Value &table = input(node, 0), &index = layer_input(node, 1);
    if (!table.layer.empty() || table.shape.size() != 2 || whole(node, "axis", 0) != 0) fail(node, "is no look-up in a table of vectors");
    Dims shape = index.shape;
    shape.push_back(table.shape[1]);
    make(node, {{"type", "Embedding"}, {"input_dim", table.shape[0]}, {"output_dim", table.shape[1]}}, {index.layer}, shape);
    add_weight(values_[node.output(0)].layer, "embeddings", table.shape, floats(node, 0));
  }

  const onnx::Graph& graph_;
  std::int64_t opset_ = 1;
  std::map<std::string, Value> values_;
  std::map<std::string, int> readers_;
  std::map<std::string, std::size_t> names_;  // of layers: their places
  std::vector<Json> layers_;
  std::vector<NamedTensor> weights_;
};

}  // namespace

Model model_of_layers(const onnx::Model& model, const std::string& path) { return Importer(model).import(path); }

}  // namespace nntrain
