// Nodes that are layers with weights.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "exchange/onnx_nodes.h"

namespace nntrain::onnx_import {

std::vector<float> transposed_of(const std::vector<float>& from, std::int64_t rows, std::int64_t cols) {
  std::vector<float> out(from.size());
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t c = 0; c < cols; ++c)
      out[static_cast<std::size_t>(c * rows + r)] = from[static_cast<std::size_t>(r * cols + c)];
  return out;
}

void dense(LayerList& list, const onnx::Node& node) {
  const NodeValue &x = layer_input(list, node, 0), &kernel = list.input(node, 1);
  if (!kernel.layer.empty()) fail(node, "multiplies the outputs of two layers; expected weights");
  if (whole(node, "transA", 0) != 0 || number(node, "alpha", 1) != 1 || number(node, "beta", 1) != 1)
    fail(node, "has a transA, alpha or beta that no Dense has");
  const bool transposed = whole(node, "transB", 0) != 0;
  if (kernel.shape.size() != 2 || x.shape.empty() || kernel.shape[transposed ? 1 : 0] != x.shape.back())
    fail(node, "has weights of shape " + shape_text(kernel.shape) + " for an input of " + shape_text(x.shape) +
                   " a sample");
  const std::int64_t in = kernel.shape[transposed ? 1 : 0], units = kernel.shape[transposed ? 0 : 1];
  std::vector<float> numbers = list.floats(node, 1);
  if (transposed) numbers = transposed_of(numbers, units, in);
  Dims shape = x.shape;
  shape.back() = units;
  const bool has_bias = LayerList::has_input(node, 2);
  const std::string layer =
      list.make(node, {{"type", "Dense"}, {"units", units}, {"use_bias", has_bias}}, {x.layer}, shape);
  list.add_weight(node, layer, "kernel", {in, units}, std::move(numbers));
  if (has_bias) list.add_weight(node, layer, "bias", {units}, list.floats(node, 2));
}

void batch_normalization(LayerList& list, const onnx::Node& node) {
  const NodeValue& x = layer_input(list, node, 0);
  if (x.shape.size() != 1)
    fail(node, "normalises the first axis of " + shape_text(x.shape) + "; expected samples that are vectors");
  const Json layer{{"type", "BatchNormalization"},
                   {"epsilon", number(node, "epsilon", 1e-5)},
                   {"momentum", number(node, "momentum", 0.9)}};
  const std::string name = list.make(node, layer, {x.layer}, x.shape);
  constexpr const char* weights_of[] = {"gamma", "beta", "moving_mean", "moving_variance"};
  for (int i = 0; i < 4; ++i) list.add_weight(node, name, weights_of[i], x.shape, list.floats(node, i + 1));
}

void layer_normalization(LayerList& list, const onnx::Node& node) {
  const NodeValue& x = layer_input(list, node, 0);
  const auto rank = static_cast<std::int64_t>(x.shape.size()) + 1;
  const std::int64_t axis = whole(node, "axis", -1);
  if (axis != -1 && axis != rank - 1)
    fail(node, "normalises from axis " + std::to_string(axis) + "; expected the last one");
  const bool has_bias = LayerList::has_input(node, 2);
  const Json layer{{"type", "LayerNormalization"}, {"epsilon", number(node, "epsilon", 1e-5)}, {"center", has_bias}};
  const std::string name = list.make(node, layer, {x.layer}, x.shape);
  list.add_weight(node, name, "gamma", {x.shape.back()}, list.floats(node, 1));
  if (has_bias) list.add_weight(node, name, "beta", {x.shape.back()}, list.floats(node, 2));
}

void embedding(LayerList& list, const onnx::Node& node) {
  const NodeValue &table = list.input(node, 0), &index = layer_input(list, node, 1);
  if (!table.layer.empty() || table.shape.size() != 2 || whole(node, "axis", 0) != 0)
    fail(node, "is no look-up in a table of vectors");
  Dims shape = index.shape;
  shape.push_back(table.shape[1]);
  const std::string layer =
      list.make(node, {{"type", "Embedding"}, {"input_dim", table.shape[0]}, {"output_dim", table.shape[1]}},
           {index.layer}, shape);
  list.add_weight(node, layer, "embeddings", table.shape, list.floats(node, 0));
}

void prelu(LayerList& list, const onnx::Node& node) {
  const NodeValue &x = layer_input(list, node, 0), &slope = list.input(node, 1);
  std::vector<float> slopes = list.floats(node, 1);
  Dims shape = slope.shape;
  while (shape.size() > x.shape.size() && shape[0] == 1) shape.erase(shape.begin());
  if (slopes.size() == 1) shape = x.shape;
  if (shape != x.shape)
    fail(node, "has slopes of shape " + shape_text(slope.shape) + "; expected " + shape_text(x.shape));
  const std::string layer = list.make(node, {{"type", "PReLU"}}, {x.layer}, x.shape);
  list.add_weight(node, layer, "alpha", shape, std::move(slopes));
}

}  // namespace nntrain::onnx_import
