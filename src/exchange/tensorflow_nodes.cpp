// The operations of a network in TensorFlow's words. All of the ops are there since TensorFlow 1.15.
#include "exchange/tensorflow_nodes.h"

#include <algorithm>
#include <bit>
#include <cctype>

namespace nntrain {

namespace {

using namespace tensorflow;

// Ops that TensorFlow has, operand by operand.
struct Direct {
  std::string_view kind, type;
};
constexpr Direct direct[] = {
    {"add", "AddV2"},       {"sub", "Sub"},         {"mul", "Mul"},     {"div", "RealDiv"}, {"maximum", "Maximum"},
    {"minimum", "Minimum"}, {"abs", "Abs"},         {"sign", "Sign"},   {"square", "Square"}, {"sqrt", "Sqrt"},
    {"rsqrt", "Rsqrt"},     {"exp", "Exp"},         {"expm1", "Expm1"}, {"log", "Log"},     {"relu", "Relu"},
    {"sigmoid", "Sigmoid"}, {"tanh", "Tanh"},       {"erf", "Erf"},     {"softplus", "Softplus"}, {"pow", "Pow"},
};
// Those that give truth values there.
constexpr Direct comparisons[] = {{"greater", "Greater"}, {"greater_equal", "GreaterEqual"}, {"equal", "Equal"}, {"is_nan", "IsNan"}};

void set_dims(TensorShape& shape, const std::vector<Index>& dims, bool batched) {
  if (batched) shape.add_dim()->set_size(-1);
  for (const Index size : dims) shape.add_dim()->set_size(size);
}

std::vector<std::string> names_of(const NodeWriter::Values& values) {
  std::vector<std::string> names;
  for (const GraphValue& value : values) names.push_back(value.name);
  return names;
}

std::string_view bytes_of(std::span<const float> values) {
  static_assert(std::endian::native == std::endian::little);
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

// A node's name: letters, digits and a few signs are taken, of which the first must be a letter or digit.
std::string node_name(std::string wish) {
  for (char& c : wish)
    if (!std::isalnum(static_cast<unsigned char>(c)) && std::string_view("_.-/").find(c) == std::string_view::npos) c = '_';
  return wish.empty() || !std::isalnum(static_cast<unsigned char>(wish[0])) ? "node" + wish : wish;
}

}  // namespace

// ---- nodes ----

tensorflow::Node& TensorFlowNodes::new_node(const std::string& wish, std::string_view type) {
  tensorflow::Node& node = *graph_.add_node();
  node.set_name(names_.take(node_name(wish)));
  node.set_op(std::string(type));
  return node;
}

std::string TensorFlowNodes::node(std::string_view type, const std::vector<std::string>& inputs, const std::vector<Attr>& attributes) {
  tensorflow::Node& node = new_node(scope_ + "/" + std::string(type), type);
  for (const std::string& input : inputs) node.add_input(input);
  for (const Attr& attribute : attributes) {
    tensorflow::Node::Attr& attr = *node.add_attr();
    attr.set_key(std::string(attribute.key));
    struct Visitor {
      AttrValue& out;
      void operator()(DataType type) const { out.set_type(type); }
      void operator()(bool b) const { out.set_b(b); }
      void operator()(Index i) const { out.set_i(i); }
    };
    std::visit(Visitor{*attr.mutable_value()}, attribute.value);
  }
  return node.name();
}

std::string TensorFlowNodes::write_input(const Port& port) {
  tensorflow::Node& node = new_node(port.name, "Placeholder");
  const auto attr = [&](const char* key) -> AttrValue& {
    tensorflow::Node::Attr& entry = *node.add_attr();
    entry.set_key(key);
    return *entry.mutable_value();
  };
  attr("dtype").set_type(port.is_text ? DT_STRING : DT_FLOAT);
  set_dims(*attr("shape").mutable_shape(), port.dims, true);
  if (!port.columns.empty()) attr("_columns").set_s(port.columns);  // what begins so is left alone by TensorFlow
  return node.name();
}

tensorflow::Node& TensorFlowNodes::constant(const std::string& name, DataType type, const std::vector<Index>& dims) {
  tensorflow::Node& node = new_node(name, "Const");
  tensorflow::Node::Attr& dtype = *node.add_attr();
  dtype.set_key("dtype");
  dtype.mutable_value()->set_type(type);
  tensorflow::Node::Attr& value = *node.add_attr();
  value.set_key("value");
  tensorflow::Tensor& tensor = *value.mutable_value()->mutable_tensor();
  tensor.set_dtype(type);
  set_dims(*tensor.mutable_tensor_shape(), dims, false);
  return node;
}

std::string TensorFlowNodes::constant(const std::string& name, DataType type, const std::vector<Index>& dims, std::string_view bytes) {
  tensorflow::Node& node = constant(name, type, dims);
  node.mutable_attr(1)->mutable_value()->mutable_tensor()->set_tensor_content(bytes.data(), bytes.size());
  return node.name();
}

std::string TensorFlowNodes::texts(const std::string& name, const std::vector<std::string>& list) {
  tensorflow::Node& node = constant(scope_ + "/" + name, DT_STRING, {static_cast<Index>(list.size())});
  for (const std::string& text : list) node.mutable_attr(1)->mutable_value()->mutable_tensor()->add_string_val(text);
  return node.name();
}

std::string TensorFlowNodes::write_tensor(const std::string& name, const std::vector<Index>& dims, std::span<const float> values) {
  return constant(name, DT_FLOAT, dims, bytes_of(values));
}

std::string TensorFlowNodes::write_number(float value) {
  const auto [known, is_new] = known_.try_emplace("f" + std::to_string(std::bit_cast<std::uint32_t>(value)));
  if (is_new) known->second = constant("constant", DT_FLOAT, {}, bytes_of({&value, 1}));
  return known->second;
}

std::string TensorFlowNodes::whole_numbers(const std::string& name, const std::vector<Index>& values, const std::vector<Index>& dims) {
  std::string key = "i" + std::to_string(dims.size());
  for (const Index value : values) key += " " + std::to_string(value);
  const auto [known, is_new] = known_.try_emplace(key);
  if (!is_new) return known->second;
  const std::vector<std::int32_t> numbers(values.begin(), values.end());
  return known->second = constant(name, DT_INT32, dims, {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(std::int32_t)});
}

std::string TensorFlowNodes::cast(const std::string& x, DataType from, DataType to) {
  return node("Cast", {x}, {{"SrcT", from}, {"DstT", to}});
}

// ---- operations ----

std::string TensorFlowNodes::write_elementwise(std::string_view kind, const Values& operands, const Shape&) {
  const std::vector<std::string> in = names_of(operands);
  const std::vector<Attr> of_floats{{"T", DT_FLOAT}};
  if (const auto* found = std::ranges::find(direct, kind, &Direct::kind); found != std::end(direct))
    return node(found->type, in, of_floats);
  if (const auto* found = std::ranges::find(comparisons, kind, &Direct::kind); found != std::end(comparisons))
    return cast(node(found->type, in, of_floats), DT_BOOL, DT_FLOAT);
  if (kind == "trunc")
    return node("Mul", {node("Sign", in, of_floats), node("Floor", {node("Abs", in, of_floats)}, of_floats)}, of_floats);
  if (kind == "select") return node("SelectV2", {node("NotEqual", {in[0], write_number(0)}, of_floats), in[1], in[2]}, of_floats);
  return {};
}

std::string TensorFlowNodes::write_reshape(const GraphValue& x, const Shape& out) {
  std::vector<Index> dims = out.dims;
  if (out.batched) dims[0] = -1;
  return node("Reshape", {x.name, whole_numbers("shape", dims)}, {{"T", DT_FLOAT}, {"Tshape", DT_INT32}});
}

std::string TensorFlowNodes::write_transpose(const GraphValue& x, const std::vector<Index>& order, const Shape&) {
  return node("Transpose", {x.name, whole_numbers("axes", order)}, {{"T", DT_FLOAT}, {"Tperm", DT_INT32}});
}

std::string TensorFlowNodes::write_slice(const GraphValue& x, Index axis, Index begin, const Shape& out) {
  std::vector<Index> begins(x.shape.dims.size(), 0), sizes(x.shape.dims.size(), -1);  // -1: all
  begins[static_cast<std::size_t>(axis)] = begin;
  sizes[static_cast<std::size_t>(axis)] = out.dims[static_cast<std::size_t>(axis)];
  return node("Slice", {x.name, whole_numbers("begin", begins), whole_numbers("size", sizes)}, {{"T", DT_FLOAT}, {"Index", DT_INT32}});
}

std::string TensorFlowNodes::write_concatenate(const Values& parts, Index axis, const Shape&) {
  std::vector<std::string> in = names_of(parts);
  in.push_back(scalar("axis", axis));
  return node("ConcatV2", in, {{"N", static_cast<Index>(parts.size())}, {"T", DT_FLOAT}, {"Tidx", DT_INT32}});
}

// BroadcastTo wants the number of rows, which is not known.
std::string TensorFlowNodes::write_broadcast(const GraphValue& x, const Shape& out) {
  std::vector<Index> dims = out.dims;
  if (out.batched) dims[0] = 1;
  const std::vector<float> zeros(static_cast<std::size_t>(volume(dims)));
  return node("AddV2", {x.name, constant(scope_ + "/zeros", DT_FLOAT, dims, bytes_of(zeros))}, {{"T", DT_FLOAT}});
}

std::string TensorFlowNodes::write_product(const GraphValue& a, const GraphValue& b, const GraphValue* bias, bool transpose_a,
                                           bool transpose_b, const Shape& out) {
  if (out.rank() != 2)
    return node("BatchMatMulV2", {a.name, b.name}, {{"T", DT_FLOAT}, {"adj_x", transpose_a}, {"adj_y", transpose_b}});
  const std::string product =
      node("MatMul", {a.name, b.name}, {{"T", DT_FLOAT}, {"transpose_a", transpose_a}, {"transpose_b", transpose_b}});
  return bias ? node("BiasAdd", {product, bias->name}, {{"T", DT_FLOAT}}) : product;
}

std::string TensorFlowNodes::write_sum(const GraphValue& x, const std::vector<Index>& axes, bool keep, const Shape&) {
  return node("Sum", {x.name, whole_numbers("axes", axes)}, {{"T", DT_FLOAT}, {"Tidx", DT_INT32}, {"keep_dims", keep}});
}

std::string TensorFlowNodes::write_mean_last(const GraphValue& x, const Shape&) {
  return node("Mean", {x.name, whole_numbers("axes", {x.shape.rank() - 1})}, {{"T", DT_FLOAT}, {"Tidx", DT_INT32}, {"keep_dims", true}});
}

std::string TensorFlowNodes::write_argmax_last(const GraphValue& x, const Shape& out) {
  const std::string place = node("ArgMax", {x.name, scalar("axis", x.shape.rank() - 1)},
                                 {{"T", DT_FLOAT}, {"Tidx", DT_INT32}, {"output_type", DT_INT64}});
  return write_reshape({cast(place, DT_INT64, DT_FLOAT), {}}, out);
}

std::string TensorFlowNodes::write_softmax(const GraphValue& x, bool log) {
  return node(log ? "LogSoftmax" : "Softmax", {x.name}, {{"T", DT_FLOAT}});
}

std::string TensorFlowNodes::write_sorted_rows(const GraphValue& x) {
  return node("TopKV2", {x.name, scalar("k", x.shape.cols())}, {{"T", DT_FLOAT}, {"sorted", true}});
}

std::string TensorFlowNodes::write_rows_of(const GraphValue& table, const GraphValue& index, const Shape&) {
  return node("GatherV2", {table.name, cast(index.name, DT_FLOAT, DT_INT32), scalar("axis", 0)},
              {{"Tparams", DT_FLOAT}, {"Tindices", DT_INT32}, {"Taxis", DT_INT32}});
}

std::string TensorFlowNodes::write_equal_texts(const GraphValue& x, const std::vector<std::string>& list, const Shape&) {
  return cast(node("Equal", {x.name, texts("texts", list)}, {{"T", DT_STRING}}), DT_BOOL, DT_FLOAT);
}

std::string TensorFlowNodes::write_text_at(const GraphValue& place, const std::vector<std::string>& list) {
  return node("GatherV2", {texts("classes", list), cast(place.name, DT_FLOAT, DT_INT32), scalar("axis", 0)},
              {{"Tparams", DT_STRING}, {"Tindices", DT_INT32}, {"Taxis", DT_INT32}});
}

}  // namespace nntrain
