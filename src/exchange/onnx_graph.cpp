#include "exchange/onnx_graph.h"

#include <bit>

namespace nntrain::onnx_export {

namespace {

void fill(onnx::Attribute& out, const GraphWriter::Attr& attribute) {
  out.set_name(std::string(attribute.name));
  struct Visitor {
    onnx::Attribute& out;
    void operator()(std::int64_t i) const { out.set_i(i), out.set_type(onnx::Attribute::INT); }
    void operator()(float f) const { out.set_f(f), out.set_type(onnx::Attribute::FLOAT); }
    void operator()(const std::string& s) const { out.set_s(s), out.set_type(onnx::Attribute::STRING); }
    void operator()(const std::vector<std::int64_t>& list) const {
      for (const std::int64_t i : list) out.add_ints(i);
      out.set_type(onnx::Attribute::INTS);
    }
    void operator()(const std::vector<float>& list) const {
      for (const float f : list) out.add_floats(f);
      out.set_type(onnx::Attribute::FLOATS);
    }
    void operator()(const std::vector<std::string>& list) const {
      for (const std::string& s : list) out.add_strings(s);
      out.set_type(onnx::Attribute::STRINGS);
    }
  };
  std::visit(Visitor{out}, attribute.value);
}

// batched: a first dimension "N".
void fill(onnx::ValueInfo& info, const std::string& name, onnx::Tensor::DataType type, const std::vector<Index>& dims,
          bool batched) {
  info.set_name(name);
  onnx::ValueInfo::TensorType& tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(type);
  onnx::ValueInfo::Shape& shape = *tensor.mutable_shape();
  if (batched) shape.add_dim()->set_dim_param("N");
  for (const Index size : dims) shape.add_dim()->set_dim_value(size);
}

}  // namespace

std::string GraphWriter::node(std::string_view type, const std::vector<std::string>& inputs,
                              const std::vector<Attr>& attributes, std::string_view domain) {
  onnx::Node& node = *graph_.add_node();
  const std::string name = names_.take(scope_ + "/" + std::string(type));
  node.set_name(name);
  node.set_op_type(std::string(type));
  if (!domain.empty()) node.set_domain(std::string(domain));
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(name);
  for (const Attr& attribute : attributes) fill(*node.add_attribute(), attribute);
  return name;
}

void GraphWriter::add_output(const std::string& name) {
  graph_.mutable_node(graph_.node_size() - 1)->add_output(names_.take(scope_ + "/" + name));
}

void GraphWriter::rename(const std::string& value, const std::string& name) {
  bool is_output = false, is_made = false;
  for (const onnx::ValueInfo& output : graph_.output()) is_output = is_output || output.name() == value;
  for (onnx::Node& node : *graph_.mutable_node()) {
    if (is_output || node.output(0) != value) continue;
    node.set_output(0, name);
    is_made = true;
  }
  if (!is_made) {  // an input, a weight, or another output
    node("Identity", {value});
    graph_.mutable_node(graph_.node_size() - 1)->set_output(0, name);
    return;
  }
  for (onnx::Node& node : *graph_.mutable_node())
    for (std::string& input : *node.mutable_input())
      if (input == value) input = name;
}

onnx::Tensor* GraphWriter::new_initializer(const std::string& name, onnx::Tensor::DataType type,
                                           const std::vector<Index>& dims) {
  onnx::Tensor& tensor = *graph_.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (const Index size : dims) tensor.add_dims(size);
  fill(*graph_.add_input(), name, type, dims, false);  // up to IR 3 an initializer is the default of an input
  return &tensor;
}

std::string GraphWriter::tensor(const std::string& name, const std::vector<Index>& dims,
                                std::span<const float> values) {
  static_assert(std::endian::native == std::endian::little);
  const std::string own = names_.take(name);
  new_initializer(own, onnx::Tensor::FLOAT, dims)->set_raw_data(values.data(), values.size_bytes());
  return own;
}

std::string GraphWriter::number(double value) {
  const auto as_float = static_cast<float>(value);
  const auto [known, is_new] = known_.try_emplace("f" + std::to_string(std::bit_cast<std::uint32_t>(as_float)));
  if (is_new) known->second = tensor("constant", {1}, std::span(&as_float, 1));
  return known->second;
}

std::string GraphWriter::whole_numbers(const std::vector<Index>& values) {
  std::string key = "i";
  for (const Index value : values) key += std::to_string(value) + " ";
  const auto [known, is_new] = known_.try_emplace(key);
  if (!is_new) return known->second;
  known->second = names_.take("shape");
  new_initializer(known->second, onnx::Tensor::INT64, {static_cast<Index>(values.size())})
      ->set_raw_data(values.data(), values.size() * sizeof(Index));
  return known->second;
}

void GraphWriter::input(const std::string& name, onnx::Tensor::DataType type, const std::vector<Index>& dims,
                        const std::string& doc) {
  onnx::ValueInfo& info = *graph_.add_input();
  fill(info, name, type, dims, true);
  if (!doc.empty()) info.set_doc_string(doc);
  names_.take(name);
}

void GraphWriter::output(const std::string& name, onnx::Tensor::DataType type, const std::vector<Index>& dims) {
  fill(*graph_.add_output(), name, type, dims, true);
}

}  // namespace nntrain::onnx_export
