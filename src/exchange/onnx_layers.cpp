#include "exchange/onnx_layers.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "config/config.h"
#include "exchange/imported.h"
#include "exchange/onnx_layer_list.h"

namespace nntrain {

namespace {

using namespace onnx_import;

class Importer : LayerList {
 public:
  explicit Importer(const onnx::Model& model) : LayerList(model.graph()), graph_(model.graph()) {
    for (const onnx::Model::OperatorSet& set : model.opset_import())
      if (set.domain().empty() || set.domain() == "ai.onnx") opset_ = set.version();
  }

  Model import(const std::string& path) {
    for (const onnx::Node& node : graph_.node()) read_node(node);
    Json outputs = Json::array();
    for (const onnx::ValueInfo& output : graph_.output()) {
      const auto found = values.find(output.name());
      if (found != values.end()) settle(output.name());
      if (found == values.end() || found->second.layer.empty())
        throw Error(ErrorKind::model_file, "no node makes the output " + quoted(output.name()));
      outputs.push_back(found->second.layer);
    }
    Diagnostics diagnostics;
    const Spec spec =
        read_config<Spec>(Json{{"layers", *layers}, {"outputs", outputs}, {"loss", nullptr}}, diagnostics);
    diagnostics.throw_if_any();
    return imported_model(spec, std::move(weights), path);
  }

 private:
  const NodeValue& layer_input(const onnx::Node& node, int i) {
    const NodeValue& value = input(node, i);
    if (value.curve) settle(node.input(i));
    if (value.layer.empty()) fail(node, "takes numbers where the output of a layer was expected");
    return value;
  }

  // ---- nodes ----

  void read_node(const onnx::Node& node) {
    if (node.output_size() == 0) return;
    if (!node.domain().empty() && node.domain() != "ai.onnx")
      fail(node, "is of the domain " + quoted(node.domain()) + ", which is not imported");
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
      values[node.output(0)] = {.shape = {tensor->t().dims().begin(), tensor->t().dims().end()},
                                .tensor = &tensor->t()};
    } else if (const onnx::Attribute* const one = find(node, "value_float")) {
      values[node.output(0)] = {.floats = std::vector<float>{one->f()}};
    } else {
      fail(node, "has no tensor of numbers");
    }
  }

  void softmax(const onnx::Node& node) {
    const NodeValue& x = layer_input(node, 0);
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
  static float one_of(const onnx::Node& node, const std::vector<float>& numbers) {
    if (numbers.size() != 1)
      fail(node, "takes " + count_of(static_cast<Index>(numbers.size()), "number") + "; expected one");
    return numbers[0];
  }

  // A node whose operands are numbers and functions of one layer is a function of it.
  void elementwise(const onnx::Node& node) {
    const int operands = node.op_type() == "Clip" ? 1 : node.input_size();
    std::vector<Curve> curves;
    const NodeValue* base = nullptr;
    int depth = 0;
    for (int i = 0; i < operands; ++i) {
      const NodeValue& value = input(node, i);
      if (value.layer.empty()) {
        curves.push_back(constant_curve(static_cast<double>(one_of(node, floats(node, i)))));
        continue;
      }
      if (base && base->layer != value.layer) return merge(node);
      base = &value;
      curves.push_back(value.curve.value_or(points()));
      depth = std::max(depth, value.depth + 1);
    }
    constexpr int deepest = 200;
    if (depth > deepest) fail(node, "is the end of an expression of more than " + std::to_string(deepest) + " nodes");
    const auto [alpha, beta] = parameters(node);
    const std::optional<Curve> curve = apply_op(node.op_type(), curves, alpha, beta);
    if (!curve) fail(node, "is not imported");
    const std::string& name = node.output(0);
    if (!base) {
      values[name] = {.floats = std::vector<float>{static_cast<float>((*curve)[0])}};
    } else {
      values[name] = NodeValue{.layer = base->layer, .shape = base->shape, .curve = curve, .node = &node, .depth = depth};
      if (readers(name) > 1 && *curve != points() && layer_of(*curve))
        settle(name);  // what several nodes take is where an expression begins
    }
  }

  // Makes a layer of a function.
  void settle(const std::string& name) {
    const NodeValue value = values[name];
    if (!value.curve) return;
    const onnx::Node& node = *value.node;
    if (*value.curve == points()) {
      values[name].curve.reset();
      values[name].depth = 0;
    } else if (const std::optional<Json> layer = layer_of(*value.curve)) {
      const bool is_alone = !input(node, 0).curve;  // else other nodes of the expression take what the Dense makes, too
      Json* const dense = is_alone && layer->contains("activation") ? open_dense(node, 0) : nullptr;
      if (dense) (*dense)["activation"] = (*layer)["activation"];
      values[name].curve.reset();
      values[name].depth = 0;
      if (!dense) make(node, *layer, {value.layer}, value.shape);
    } else {
      settle_operands(node);
    }
  }

  // The function as a whole is no layer: it may be one of what its operands are.
  void settle_operands(const onnx::Node& node) {
    bool has_changed = false;
    int num_layers = 0;
    for (int i = 0; i < node.input_size(); ++i) {
      num_layers += !input(node, i).layer.empty();
      has_changed = has_changed || (input(node, i).curve && *input(node, i).curve != points());
      if (input(node, i).curve) settle(node.input(i));
    }
    if (num_layers == 2) return merge(node);
    if (!has_changed) fail(node, "computes a function that is no activation of Keras");
    elementwise(node);
    settle(node.output(0));
  }

  void prelu(const onnx::Node& node) {
    const NodeValue &x = layer_input(node, 0), &slope = input(node, 1);
    std::vector<float> slopes = floats(node, 1);
    Dims shape = slope.shape;
    while (shape.size() > x.shape.size() && shape[0] == 1) shape.erase(shape.begin());
    if (slopes.size() == 1) shape = x.shape;
    if (shape != x.shape)
      fail(node, "has slopes of shape " + shape_text(slope.shape) + "; expected " + shape_text(x.shape));
    const std::string layer = make(node, {{"type", "PReLU"}}, {x.layer}, x.shape);
    add_weight(node, layer, "alpha", shape, std::move(slopes));
  }

  void dense(const onnx::Node& node) {
    const NodeValue &x = layer_input(node, 0), &kernel = input(node, 1);
    if (!kernel.layer.empty()) fail(node, "multiplies the outputs of two layers; expected weights");
    if (whole(node, "transA", 0) != 0 || number(node, "alpha", 1) != 1 || number(node, "beta", 1) != 1)
      fail(node, "has a transA, alpha or beta that no Dense has");
    const bool transposed = whole(node, "transB", 0) != 0;
    if (kernel.shape.size() != 2 || x.shape.empty() || kernel.shape[transposed ? 1 : 0] != x.shape.back())
      fail(node, "has weights of shape " + shape_text(kernel.shape) + " for an input of " + shape_text(x.shape) +
                     " a sample");
    const std::int64_t in = kernel.shape[transposed ? 1 : 0], units = kernel.shape[transposed ? 0 : 1];
    std::vector<float> numbers = floats(node, 1);
    if (transposed) numbers = transposed_of(numbers, units, in);
    Dims shape = x.shape;
    shape.back() = units;
    const bool has_bias = has_input(node, 2);
    const std::string layer =
        make(node, {{"type", "Dense"}, {"units", units}, {"use_bias", has_bias}}, {x.layer}, shape);
    add_weight(node, layer, "kernel", {in, units}, std::move(numbers));
    if (has_bias) add_weight(node, layer, "bias", {units}, floats(node, 2));
  }

  static std::vector<float> transposed_of(const std::vector<float>& from, std::int64_t rows, std::int64_t cols) {
    std::vector<float> out(from.size());
    for (std::int64_t r = 0; r < rows; ++r)
      for (std::int64_t c = 0; c < cols; ++c)
        out[static_cast<std::size_t>(c * rows + r)] = from[static_cast<std::size_t>(r * cols + c)];
    return out;
  }

  // Of the outputs of several layers.
  void merge(const onnx::Node& node) {
    const std::string& op = node.op_type();
    std::vector<std::string> inputs;
    for (int i = 0; i < node.input_size(); ++i) {
      inputs.push_back(layer_input(node, i).layer);
      if (input(node, i).shape != input(node, 0).shape) fail(node, "takes outputs of different shapes");
    }
    static const std::map<std::string_view, const char*> types = {
        {"Add", "Add"},     {"Sum", "Add"},     {"Sub", "Subtract"}, {"Mul", "Multiply"},
        {"Max", "Maximum"}, {"Min", "Minimum"}, {"Mean", "Average"}};
    const auto type = types.find(op);
    if (type == types.end()) fail(node, "of the outputs of several layers is no layer");
    make(node, {{"type", type->second}}, inputs, input(node, 0).shape);
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
    const NodeValue x = layer_input(node, 1 - known);
    std::vector<float> numbers = floats(node, known);
    const std::int64_t last = x.shape.back();
    const Dims& shape = input(node, known).shape;
    if (shape.empty() || shape.back() != last || static_cast<std::int64_t>(numbers.size()) != last)
      fail(node, "takes numbers of shape " + shape_text(shape) + "; expected one, or " + std::to_string(last) +
                     " of the last axis");
    if (Json* const dense = op == "Add" ? open_dense(node, 1 - known) : nullptr;
        dense && !(*dense)["use_bias"].get<bool>()) {
      (*dense)["use_bias"] = true;
      add_weight(node, x.layer, "bias", {last}, std::move(numbers));
      return pass(node, x);
    }
    spend(node, numbers.size());
    std::vector<double> scale(numbers.size(), 1), offset(numbers.size(), 0);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto v = static_cast<double>(numbers[i]);
      if (op == "Add")
        offset[i] = v;
      else if (op == "Sub")
        offset[i] = known == 1 ? -v : v, scale[i] = known == 1 ? 1 : -1;
      else if (op == "Mul")
        scale[i] = v;
      else if (op == "Div" && known == 1)
        scale[i] = 1 / v;
      else
        fail(node, "with numbers has no layer");
    }
    make(node, {{"type", "Rescaling"}, {"scale", scale}, {"offset", offset}}, {x.layer}, x.shape);
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
      const Dims from = whole_numbers(node, 0),
                 at = op == "Gather" || opset_ >= 10 ? whole_numbers(node, 1) : wholes(node, "starts");
      const auto in_range = [&](std::int64_t place) {
        const std::int64_t counted = place < 0 ? place + static_cast<std::int64_t>(from.size()) : place;
        if (counted < 0 || counted > static_cast<std::int64_t>(from.size()))
          fail(node, "takes place " + std::to_string(place) + " of a shape");
        return static_cast<std::size_t>(counted);
      };
      if (op == "Gather") {
        for (const std::int64_t place : at) out.push_back(from.at(std::min(in_range(place), from.size() - 1)));
      } else {
        const Dims ends = opset_ >= 10 ? whole_numbers(node, 2) : wholes(node, "ends");
        if (at.size() != 1 || ends.size() != 1 || node.input_size() > 4)
          fail(node, "cuts a shape in another way than from here to there");
        const std::size_t begin = in_range(at[0]),
                          end = in_range(std::min(ends[0], static_cast<std::int64_t>(from.size())));
        out.assign(from.begin() + static_cast<std::int64_t>(std::min(begin, end)),
                   from.begin() + static_cast<std::int64_t>(end));
      }
    } else if (op == "Cast" || op == "Identity" || op == "Unsqueeze" || op == "Squeeze") {
      out = whole_numbers(node, 0);
    } else {
      fail(node, "computes with a shape, which is not imported");
    }
    const auto count = static_cast<std::int64_t>(out.size());
    values[node.output(0)] = {.shape = {count}, .sizes = std::move(out)};
  }

  void reshape(const onnx::Node& node) {
    const NodeValue& x = layer_input(node, 0);
    Dims shape;
    if (node.op_type() == "Flatten") {
      if (whole(node, "axis", 1) != 1) fail(node, "has another axis than 1");
      shape = {product(node, x.shape)};
    } else if (node.op_type() == "Reshape") {
      shape = whole_numbers(node, 1);
      if (shape.empty()) fail(node, "has no shape");
      shape.erase(shape.begin());  // the batch
      if (shape.empty()) fail(node, "leaves nothing of a sample but the batch; expected a second axis");
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
    if (product(node, shape) != product(node, x.shape))
      fail(node, "makes " + shape_text(shape) + " of " + shape_text(x.shape));
    if (shape == x.shape) return pass(node, x);
    make(node, shape.size() == 1 ? Json{{"type", "Flatten"}} : Json{{"type", "Reshape"}, {"target_shape", shape}},
         {x.layer}, shape);
  }

  void transpose(const onnx::Node& node) {
    const onnx::Attribute* const perm = find(node, "perm");
    if (input(node, 0).layer.empty() && input(node, 0).shape.size() == 2) {  // of weights
      const Dims from = input(node, 0).shape;
      values[node.output(0)] = {.shape = {from[1], from[0]},
                                .floats = transposed_of(floats(node, 0), from[0], from[1])};
      return;
    }
    const NodeValue& x = layer_input(node, 0);
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
      const NodeValue& part = layer_input(node, i);
      if (part.shape.size() != shape.size()) fail(node, "joins outputs of different shapes");
      inputs.push_back(part.layer);
      shape[static_cast<std::size_t>(axis - 1)] += part.shape[static_cast<std::size_t>(axis - 1)];
    }
    if (inputs.size() == 1) return pass(node, input(node, 0));
    make(node, {{"type", "Concatenate"}, {"axis", axis}}, inputs, shape);
  }

  void batch_normalization(const onnx::Node& node) {
    const NodeValue& x = layer_input(node, 0);
    if (x.shape.size() != 1)
      fail(node, "normalises the first axis of " + shape_text(x.shape) + "; expected samples that are vectors");
    const Json layer{{"type", "BatchNormalization"},
                     {"epsilon", number(node, "epsilon", 1e-5)},
                     {"momentum", number(node, "momentum", 0.9)}};
    const std::string name = make(node, layer, {x.layer}, x.shape);
    constexpr const char* weights_of[] = {"gamma", "beta", "moving_mean", "moving_variance"};
    for (int i = 0; i < 4; ++i) add_weight(node, name, weights_of[i], x.shape, floats(node, i + 1));
  }

  void layer_normalization(const onnx::Node& node) {
    const NodeValue& x = layer_input(node, 0);
    const auto rank = static_cast<std::int64_t>(x.shape.size()) + 1;
    const std::int64_t axis = whole(node, "axis", -1);
    if (axis != -1 && axis != rank - 1)
      fail(node, "normalises from axis " + std::to_string(axis) + "; expected the last one");
    const bool has_bias = has_input(node, 2);
    const Json layer{{"type", "LayerNormalization"}, {"epsilon", number(node, "epsilon", 1e-5)}, {"center", has_bias}};
    const std::string name = make(node, layer, {x.layer}, x.shape);
    add_weight(node, name, "gamma", {x.shape.back()}, floats(node, 1));
    if (has_bias) add_weight(node, name, "beta", {x.shape.back()}, floats(node, 2));
  }

  void embedding(const onnx::Node& node) {
    const NodeValue &table = input(node, 0), &index = layer_input(node, 1);
    if (!table.layer.empty() || table.shape.size() != 2 || whole(node, "axis", 0) != 0)
      fail(node, "is no look-up in a table of vectors");
    Dims shape = index.shape;
    shape.push_back(table.shape[1]);
    const std::string layer =
        make(node, {{"type", "Embedding"}, {"input_dim", table.shape[0]}, {"output_dim", table.shape[1]}},
             {index.layer}, shape);
    add_weight(node, layer, "embeddings", table.shape, floats(node, 0));
  }

  const onnx::Graph& graph_;
  std::int64_t opset_ = 1;
};

}  // namespace

Model model_of_layers(const onnx::Model& model, const std::string& path) { return Importer(model).import(path); }

}  // namespace nntrain
