// Nodes that compute element by element. Over one layer they are known by the function that they compute (exchange/curve.h); over
// several, and with a number for each place, by their op.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"
#include "exchange/onnx_nodes.h"

namespace nntrain::onnx_import {

namespace {

float one_of(const onnx::Node& node, const std::vector<float>& numbers) {
  if (numbers.size() != 1)
    fail(node, "takes " + count_of(static_cast<std::int64_t>(numbers.size()), "number") + "; expected one");
  return numbers[0];
}

// The attributes of an op, as apply_op() takes them.
std::pair<double, double> parameters(const LayerList& list, const onnx::Node& node) {
  const std::string& op = node.op_type();
  if (op == "LeakyRelu") return {number(node, "alpha", 0.01), 0};
  if (op == "Elu" || op == "Celu") return {number(node, "alpha", 1), 0};
  if (op == "Selu") return {number(node, "alpha", 1.6732632423543772), number(node, "gamma", 1.0507009873554805)};
  if (op == "HardSigmoid") return {number(node, "alpha", 0.2), number(node, "beta", 0.5)};
  if (op == "Gelu") return {find(node, "approximate") && find(node, "approximate")->s() == "tanh", 0};
  if (op != "Clip") return {0, 0};
  const auto bound = [&](const char* name, int i, double otherwise) {
    if (list.opset < 11) return number(node, name, otherwise);
    return LayerList::has_input(node, i) ? static_cast<double>(one_of(node, list.floats(node, i))) : otherwise;
  };
  return {bound("min", 1, -INFINITY), bound("max", 2, INFINITY)};
}

// A node whose operands are numbers and functions of one layer is a function of it.
void elementwise(LayerList& list, const onnx::Node& node) {
  const int operands = node.op_type() == "Clip" ? 1 : node.input_size();
  std::vector<Curve> curves;
  const NodeValue* base = nullptr;
  int depth = 0;
  for (int i = 0; i < operands; ++i) {
    const NodeValue& value = list.input(node, i);
    if (value.layer.empty()) {
      curves.push_back(constant_curve(static_cast<double>(one_of(node, list.floats(node, i)))));
      continue;
    }
    if (base && base->layer != value.layer) return merge(list, node);
    base = &value;
    curves.push_back(value.curve.value_or(points()));
    depth = std::max(depth, value.depth + 1);
  }
  constexpr int deepest = 200;
  if (depth > deepest) fail(node, "is the end of an expression of more than " + std::to_string(deepest) + " nodes");
  const auto [alpha, beta] = parameters(list, node);
  const std::optional<Curve> curve = apply_op(node.op_type(), curves, alpha, beta);
  if (!curve) fail(node, "is not imported");
  const std::string& name = node.output(0);
  if (!base) {
    list.values[name] = {.floats = std::vector<float>{static_cast<float>((*curve)[0])}};
  } else {
    list.values[name] = NodeValue{.layer = base->layer, .shape = base->shape, .curve = curve, .node = &node, .depth = depth};
    if (list.readers(name) > 1 && *curve != points() && layer_of(*curve))
      settle(list, name);  // what several nodes take is where an expression begins
  }
}

// The function as a whole is no layer: it may be one of what its operands are.
void settle_operands(LayerList& list, const onnx::Node& node) {
  bool has_changed = false;
  int num_layers = 0;
  for (int i = 0; i < node.input_size(); ++i) {
    num_layers += !list.input(node, i).layer.empty();
    has_changed = has_changed || (list.input(node, i).curve && *list.input(node, i).curve != points());
    if (list.input(node, i).curve) settle(list, node.input(i));
  }
  if (num_layers == 2) return merge(list, node);
  if (!has_changed) fail(node, "computes a function that is no activation of Keras");
  elementwise(list, node);
  settle(list, node.output(0));
}

// Whether it joins the output of a layer and a number for each place of the last axis.
bool joins_vector(const LayerList& list, const onnx::Node& node) {
  if (node.input_size() != 2 || list.input(node, 0).layer.empty() == list.input(node, 1).layer.empty()) return false;
  const int known = list.input(node, 0).layer.empty() ? 0 : 1;
  const Dims &shape = list.input(node, known).shape, &x = list.input(node, 1 - known).shape;
  const std::int64_t size = product(node, shape);
  return size > 1 || (node.op_type() == "Add" && size == 1 && !shape.empty() && !x.empty() && x.back() == 1);
}

// A bias, or a Rescaling.
void with_vector(LayerList& list, const onnx::Node& node) {
  const std::string& op = node.op_type();
  const int known = list.input(node, 0).layer.empty() ? 0 : 1;
  const NodeValue x = layer_input(list, node, 1 - known);
  std::vector<float> numbers = list.floats(node, known);
  const std::int64_t last = x.shape.back();
  const Dims& shape = list.input(node, known).shape;
  if (shape.empty() || shape.back() != last || static_cast<std::int64_t>(numbers.size()) != last)
    fail(node, "takes numbers of shape " + shape_text(shape) + "; expected one, or " + std::to_string(last) +
                   " of the last axis");
  if (Json* const dense = op == "Add" ? list.open_dense(node, 1 - known) : nullptr;
      dense && !(*dense)["use_bias"].get<bool>()) {
    (*dense)["use_bias"] = true;
    list.add_weight(node, x.layer, "bias", {last}, std::move(numbers));
    return list.pass(node, x);
  }
  list.spend(node, numbers.size());
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
  list.make(node, {{"type", "Rescaling"}, {"scale", scale}, {"offset", offset}}, {x.layer}, x.shape);
}

}  // namespace

void softmax(LayerList& list, const onnx::Node& node) {
  const NodeValue& x = layer_input(list, node, 0);
  const auto rank = static_cast<std::int64_t>(x.shape.size()) + 1;
  std::int64_t axis = whole(node, "axis", list.opset < 13 ? 1 : -1);
  if (axis < 0) axis += rank;
  if (axis != rank - 1) fail(node, "works on axis " + std::to_string(axis) + "; expected the last one");
  const char* const which = node.op_type() == "Softmax" ? "softmax" : "log_softmax";
  if (Json* const dense = list.open_dense(node, 0)) {
    (*dense)["activation"] = which;
    return list.pass(node, x);
  }
  list.make(node, {{"type", "Activation"}, {"activation", which}}, {x.layer}, x.shape);
}

void merge(LayerList& list, const onnx::Node& node) {
  const std::string& op = node.op_type();
  std::vector<std::string> inputs;
  for (int i = 0; i < node.input_size(); ++i) {
    inputs.push_back(layer_input(list, node, i).layer);
    if (list.input(node, i).shape != list.input(node, 0).shape) fail(node, "takes outputs of different shapes");
  }
  static const std::map<std::string_view, const char*> types = {
      {"Add", "Add"},     {"Sum", "Add"},     {"Sub", "Subtract"}, {"Mul", "Multiply"},
      {"Max", "Maximum"}, {"Min", "Minimum"}, {"Mean", "Average"}};
  const auto type = types.find(op);
  if (type == types.end()) fail(node, "of the outputs of several layers is no layer");
  list.make(node, {{"type", type->second}}, inputs, list.input(node, 0).shape);
}

void settle(LayerList& list, const std::string& name) {
  const NodeValue value = list.values[name];
  if (!value.curve) return;
  const onnx::Node& node = *value.node;
  if (*value.curve == points()) {
    list.values[name].curve.reset();
    list.values[name].depth = 0;
  } else if (const std::optional<Json> layer = layer_of(*value.curve)) {
    const bool is_alone = !list.input(node, 0).curve;  // else other nodes of the expression take what the Dense makes, too
    Json* const dense = is_alone && layer->contains("activation") ? list.open_dense(node, 0) : nullptr;
    if (dense) (*dense)["activation"] = (*layer)["activation"];
    list.values[name].curve.reset();
    list.values[name].depth = 0;
    if (!dense) list.make(node, *layer, {value.layer}, value.shape);
  } else {
    settle_operands(list, node);
  }
}

void expression(LayerList& list, const onnx::Node& node) { return joins_vector(list, node) ? with_vector(list, node) : elementwise(list, node); }

}  // namespace nntrain::onnx_import
