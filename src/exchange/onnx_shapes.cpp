// Nodes that move numbers and leave them as they are, and those that compute with shapes.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "exchange/onnx_nodes.h"

namespace nntrain::onnx_import {

// Arithmetic with shapes: some programs write "flatten" as Shape, Gather, Concat and Reshape.
void sizes(LayerList& list, const onnx::Node& node) {
  const std::string& op = node.op_type();
  Dims out;
  if (op == "Shape") {
    out = layer_input(list, node, 0).shape;
    out.insert(out.begin(), -1);
  } else if (op == "Concat") {
    for (int i = 0; i < node.input_size(); ++i)
      for (const std::int64_t size : list.whole_numbers(node, i)) out.push_back(size);
  } else if (op == "Gather" || op == "Slice") {
    const Dims from = list.whole_numbers(node, 0),
               at = op == "Gather" || list.opset >= 10 ? list.whole_numbers(node, 1) : wholes(node, "starts");
    const auto in_range = [&](std::int64_t place) {
      const std::int64_t counted = place < 0 ? place + static_cast<std::int64_t>(from.size()) : place;
      if (counted < 0 || counted > static_cast<std::int64_t>(from.size()))
        fail(node, "takes place " + std::to_string(place) + " of a shape");
      return static_cast<std::size_t>(counted);
    };
    if (op == "Gather") {
      for (const std::int64_t place : at) out.push_back(from.at(std::min(in_range(place), from.size() - 1)));
    } else {
      const Dims ends = list.opset >= 10 ? list.whole_numbers(node, 2) : wholes(node, "ends");
      if (at.size() != 1 || ends.size() != 1 || node.input_size() > 4)
        fail(node, "cuts a shape in another way than from here to there");
      const std::size_t begin = in_range(at[0]),
                        end = in_range(std::min(ends[0], static_cast<std::int64_t>(from.size())));
      out.assign(from.begin() + static_cast<std::int64_t>(std::min(begin, end)),
                 from.begin() + static_cast<std::int64_t>(end));
    }
  } else if (op == "Cast" || op == "Identity" || op == "Unsqueeze" || op == "Squeeze") {
    out = list.whole_numbers(node, 0);
  } else {
    fail(node, "computes with a shape, which is not imported");
  }
  const auto count = static_cast<std::int64_t>(out.size());
  list.values[node.output(0)] = {.shape = {count}, .sizes = std::move(out)};
}

void reshape(LayerList& list, const onnx::Node& node) {
  const NodeValue& x = layer_input(list, node, 0);
  Dims shape;
  if (node.op_type() == "Flatten") {
    if (whole(node, "axis", 1) != 1) fail(node, "has another axis than 1");
    shape = {product(node, x.shape)};
  } else if (node.op_type() == "Reshape") {
    shape = list.whole_numbers(node, 1);
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
  if (shape == x.shape) return list.pass(node, x);
  list.make(node, shape.size() == 1 ? Json{{"type", "Flatten"}} : Json{{"type", "Reshape"}, {"target_shape", shape}},
       {x.layer}, shape);
}

void transpose(LayerList& list, const onnx::Node& node) {
  const onnx::Attribute* const perm = find(node, "perm");
  if (list.input(node, 0).layer.empty() && list.input(node, 0).shape.size() == 2) {  // of weights
    const Dims from = list.input(node, 0).shape;
    list.values[node.output(0)] = {.shape = {from[1], from[0]},
                              .floats = transposed_of(list.floats(node, 0), from[0], from[1])};
    return;
  }
  const NodeValue& x = layer_input(list, node, 0);
  const auto rank = static_cast<std::int64_t>(x.shape.size()) + 1;
  if (!perm || perm->ints_size() != rank || perm->ints(0) != 0) fail(node, "moves the batch");
  Dims order(perm->ints().begin() + 1, perm->ints().end()), shape;
  for (const std::int64_t axis : order) {
    if (axis < 1 || axis >= rank) fail(node, "has the axis " + std::to_string(axis));
    shape.push_back(x.shape[static_cast<std::size_t>(axis - 1)]);
  }
  list.make(node, {{"type", "Permute"}, {"dims", order}}, {x.layer}, shape);
}

void concat(LayerList& list, const onnx::Node& node) {
  Dims shape = layer_input(list, node, 0).shape;
  const auto rank = static_cast<std::int64_t>(shape.size()) + 1;
  std::int64_t axis = whole(node, "axis", 1);
  if (axis < 0) axis += rank;
  if (axis < 1 || axis >= rank) fail(node, "joins along the batch");
  std::vector<std::string> inputs{list.input(node, 0).layer};
  for (int i = 1; i < node.input_size(); ++i) {
    const NodeValue& part = layer_input(list, node, i);
    if (part.shape.size() != shape.size()) fail(node, "joins outputs of different shapes");
    inputs.push_back(part.layer);
    shape[static_cast<std::size_t>(axis - 1)] += part.shape[static_cast<std::size_t>(axis - 1)];
  }
  if (inputs.size() == 1) return list.pass(node, list.input(node, 0));
  list.make(node, {{"type", "Concatenate"}, {"axis", axis}}, inputs, shape);
}

}  // namespace nntrain::onnx_import
