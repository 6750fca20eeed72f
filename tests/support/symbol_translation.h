// MXNet's symbols and Caffe's networks said again as ONNX, by what each of their layers means: onnx_evaluator.h computes them then.
#pragma once
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "exchange/onnx_graph.h"
#include "exchange/op_graph.h"
#include "train/model.h"

namespace nntrain::test {

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

// Of the files "model-symbol.json" and "model-0000.params", or "model.prototxt" and "model.caffemodel", in the working directory. t: knows the inputs.
void from_mxnet(Translation& t);
void from_caffe(Translation& t, const Model& model);

}  // namespace nntrain::test
