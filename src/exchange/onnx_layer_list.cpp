#include "exchange/onnx_layer_list.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "exchange/onnx_tensor.h"

namespace nntrain::onnx_import {

void fail(const onnx::Node& node, const std::string& what) {
  const std::string name = !node.name().empty() ? node.name() : node.output_size() > 0 ? node.output(0) : "";
  throw Error(ErrorKind::model_file, "the node " + quoted(name) + ", " + node.op_type() + ", " + what);
}

const onnx::Attribute* find(const onnx::Node& node, std::string_view name) {
  for (const onnx::Attribute& attribute : node.attribute())
    if (attribute.name() == name) return &attribute;
  return nullptr;
}

std::int64_t whole(const onnx::Node& node, std::string_view name, std::int64_t otherwise) {
  const onnx::Attribute* const found = find(node, name);
  return found ? found->i() : otherwise;
}

double number(const onnx::Node& node, std::string_view name, double otherwise) {
  const onnx::Attribute* const found = find(node, name);
  return found ? static_cast<double>(found->f()) : otherwise;
}

Dims wholes(const onnx::Node& node, std::string_view name) {
  const onnx::Attribute* const found = find(node, name);
  return found ? Dims(found->ints().begin(), found->ints().end()) : Dims{};
}

std::int64_t product(const onnx::Node& node, const Dims& shape) {
  std::int64_t size = 1;
  for (const std::int64_t dim : shape)
    if (dim < 0 || __builtin_mul_overflow(size, dim, &size))
      fail(node, "has the impossible shape " + shape_text(shape));
  return size;
}

LayerList::LayerList(const onnx::Model& model) : layers(std::make_shared<Json>(Json::array())) {
  const onnx::Graph& graph = model.graph();
  for (const onnx::Model::OperatorSet& set : model.opset_import())
    if (set.domain().empty() || set.domain() == "ai.onnx") opset = set.version();
  constexpr std::size_t some = 1 << 20, times = 4;  // a table that a few layers share is fine
  budget_ = some + times * graph.ByteSizeLong() / sizeof(float);
  for (const onnx::Node& node : graph.node())
    for (const std::string& name : node.input()) ++readers_[name];
  for (const onnx::ValueInfo& output : graph.output()) ++readers_[output.name()];
  for (const onnx::Tensor& tensor : graph.initializer())
    values[tensor.name()] = {.shape = {tensor.dims().begin(), tensor.dims().end()}, .tensor = &tensor};
  for (const onnx::ValueInfo& input : graph.input()) {
    if (values.count(input.name()) > 0) continue;  // an initializer
    Dims shape;
    for (const onnx::ValueInfo::Dimension& dim : input.type().tensor_type().shape().dim())
      shape.push_back(dim.has_dim_value() ? dim.dim_value() : -1);
    if (shape.size() < 2 || std::any_of(shape.begin() + 1, shape.end(), [](std::int64_t size) { return size < 1; }))
      throw Error(ErrorKind::model_file, "the input " + quoted(input.name()) + " has shape " + shape_text(shape) +
                                             "; expected a batch of samples whose sizes are known");
    shape.erase(shape.begin());
    values[input.name()] = {.layer = add_layer(input.name(), {{"type", "Input"}, {"shape", shape}}, {}),
                            .shape = shape};
  }
}

int LayerList::readers(const std::string& value) const {
  const auto found = readers_.find(value);
  return found == readers_.end() ? 0 : found->second;
}

const NodeValue& LayerList::input(const onnx::Node& node, int i) const {
  if (!has_input(node, i)) fail(node, "lacks its input " + std::to_string(i));
  const auto found = values.find(node.input(i));
  if (found == values.end()) fail(node, "takes " + quoted(node.input(i)) + ", which nothing before it makes");
  return found->second;
}

std::vector<float> LayerList::floats(const onnx::Node& node, int i) const {
  const NodeValue& value = input(node, i);
  if (value.floats) return *value.floats;
  if (!value.tensor) fail(node, "takes " + quoted(node.input(i)) + "; expected numbers that are known");
  return floats_of(*value.tensor);
}

Dims LayerList::whole_numbers(const onnx::Node& node, int i) const {
  const NodeValue& value = input(node, i);
  if (value.sizes) return *value.sizes;
  if (!value.tensor) fail(node, "takes " + quoted(node.input(i)) + "; expected whole numbers that are known");
  return whole_numbers_of(*value.tensor);
}

std::string LayerList::add_layer(const std::string& wish, Json layer, const std::vector<std::string>& inputs) {
  std::string base;
  for (const char c : wish) {
    const bool is_word = std::isalnum(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 128;
    if (is_word)
      base += c;
    else if (!base.empty() && base.back() != '_')
      base += '_';
  }
  while (!base.empty() && base.back() == '_') base.pop_back();
  if (base.empty()) base = "layer";
  std::string name = base;
  for (int n = 1; places_.count(name) > 0; ++n) name = base + "_" + std::to_string(n);
  places_[name] = layers->size();
  layer["name"] = name;
  const bool is_next = inputs.size() == 1 && !layers->empty() && layers->back()["name"] == inputs[0];
  if (!inputs.empty() && !is_next) layer["inputs"] = inputs;
  layers->push_back(std::move(layer));
  return name;
}

std::string LayerList::make(const onnx::Node& node, Json layer, const std::vector<std::string>& inputs, Dims shape) {
  const std::string name = add_layer(node.name().empty() ? node.output(0) : node.name(), std::move(layer), inputs);
  values[node.output(0)] = {.layer = name, .shape = std::move(shape)};
  return name;
}

void LayerList::pass(const onnx::Node& node, NodeValue value) {
  if (readers(node.input(0)) > 1) shared_.insert(value.layer);
  values[node.output(0)] = std::move(value);
}

void LayerList::spend(const onnx::Node& node, std::size_t numbers) {
  if (numbers > budget_) fail(node, "makes many times the numbers that the file holds");
  budget_ -= numbers;
}

void LayerList::add_weight(const onnx::Node& node, const std::string& layer, const char* name, const Dims& shape,
                           std::vector<float> numbers) {
  const auto size = static_cast<std::size_t>(product(node, shape));
  spend(node, size);
  if (numbers.size() == 1) numbers.resize(size, numbers[0]);
  if (numbers.size() != size)
    fail(node, "has " + std::to_string(numbers.size()) + " numbers; expected " + std::to_string(size));
  weights.push_back({layer + "/" + name, shape, std::move(numbers)});
}

Json* LayerList::layer(const std::string& name) {
  const auto found = places_.find(name);
  return found == places_.end() ? nullptr : &(*layers)[found->second];
}

Json* LayerList::open_dense(const onnx::Node& node, int i) {
  Json* const made = layer(input(node, i).layer);
  const bool is_open = made && readers(node.input(i)) == 1 && shared_.count(input(node, i).layer) == 0 &&
                       (*made)["type"] == "Dense" && !made->contains("activation");
  return is_open ? made : nullptr;
}

}  // namespace nntrain::onnx_import
