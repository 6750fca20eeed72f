// The operations of a network in the words of ONNX's opset 9.
#include <algorithm>
#include <numeric>

#include "exchange/node_writer.h"
#include "exchange/onnx_graph.h"

namespace nntrain::onnx_export {

namespace {

// Ops that ONNX has, operand by operand.
struct Direct {
  std::string_view kind, type;
};
constexpr Direct direct[] = {
    {"add", "Add"},     {"sub", "Sub"},     {"mul", "Mul"},         {"div", "Div"},
    {"maximum", "Max"}, {"minimum", "Min"}, {"abs", "Abs"},         {"sign", "Sign"},
    {"sqrt", "Sqrt"},   {"exp", "Exp"},     {"log", "Log"},         {"relu", "Relu"},
    {"tanh", "Tanh"},   {"erf", "Erf"},     {"sigmoid", "Sigmoid"}, {"softplus", "Softplus"},
    {"pow", "Pow"},
};

constexpr std::string_view ml = "ai.onnx.ml";  // the operators of what is no tensor of numbers
constexpr std::int64_t as_float = onnx::Tensor::FLOAT, as_int64 = onnx::Tensor::INT64, as_bool = onnx::Tensor::BOOL;

class OnnxNodes : public NodeWriter {
 public:
  explicit OnnxNodes(GraphWriter& graph) : graph_(graph) {}
  void enter(const std::string& layer) override { graph_.enter(layer); }

 private:
  std::string boolean_to_float(const std::string& x) { return graph_.node("Cast", {x}, {{"to", as_float}}); }

  std::string write_input(const Port& port) override {
    graph_.input(port.name, port.is_text ? onnx::Tensor::STRING : onnx::Tensor::FLOAT, port.dims, port.columns);
    return port.name;
  }
  std::string write_tensor(const std::string& name, const std::vector<Index>& dims, std::span<const float> values) override {
    return graph_.tensor(name, dims, values);
  }
  std::string write_number(float value) override { return graph_.number(static_cast<double>(value)); }

  std::string write_elementwise(std::string_view kind, const Values& operands, const Shape&) override {
    std::vector<std::string> in;
    for (const GraphValue& operand : operands) in.push_back(operand.name);
    if (kind == "maximum" || kind == "minimum")  // old readers repeat no number in Max and Min
      for (const std::size_t k : {0u, 1u})
        if (const std::optional<double> bound = operands[k].number)
          return graph_.node("Clip", {in[1 - k]}, {{kind == "maximum" ? "min" : "max", static_cast<float>(*bound)}});
    const auto* const found = std::ranges::find(direct, kind, &Direct::kind);
    if (found != std::end(direct)) return graph_.node(found->type, in);
    if (kind == "square") return graph_.node("Mul", {in[0], in[0]});
    if (kind == "rsqrt") return graph_.node("Reciprocal", {graph_.node("Sqrt", in)});
    if (kind == "trunc")
      return graph_.node("Mul", {graph_.node("Sign", in), graph_.node("Floor", {graph_.node("Abs", in)})});
    if (kind == "expm1") return graph_.node("Sub", {graph_.node("Exp", in), graph_.number(1)});
    if (kind == "greater") return boolean_to_float(graph_.node("Greater", in));
    if (kind == "greater_equal") return boolean_to_float(graph_.node("Not", {graph_.node("Less", in)}));
    if (kind == "is_nan") return boolean_to_float(graph_.node("IsNaN", in));
    if (kind == "equal")  // Equal is of whole numbers alone until opset 11
      return boolean_to_float(graph_.node("Not", {graph_.node("Or", {graph_.node("Greater", in), graph_.node("Less", in)})}));
    if (kind == "select") return graph_.node("Where", {graph_.node("Cast", {in[0]}, {{"to", as_bool}}), in[1], in[2]});
    return {};
  }

  std::string write_leaky_relu(const GraphValue& x, double slope) override {
    return graph_.node("LeakyRelu", {x.name}, {{"alpha", static_cast<float>(slope)}});
  }

  std::string write_reshape(const GraphValue& x, const Shape& out) override {
    std::vector<Index> dims = out.dims;
    if (out.batched) dims[0] = -1;
    return graph_.node("Reshape", {x.name, graph_.whole_numbers(dims)});
  }
  std::string write_transpose(const GraphValue& x, const std::vector<Index>& order, const Shape&) override {
    return graph_.node("Transpose", {x.name}, {{"perm", order}});
  }
  std::string write_slice(const GraphValue& x, Index axis, Index begin, const Shape& out) override {
    return graph_.node("Slice", {x.name},
                       {{"axes", std::vector<Index>{axis}},
                        {"starts", std::vector<Index>{begin}},
                        {"ends", std::vector<Index>{begin + out.dims[static_cast<std::size_t>(axis)]}}});
  }
  std::string write_concatenate(const Values& parts, Index axis, const Shape&) override {
    std::vector<std::string> in;
    for (const GraphValue& part : parts) in.push_back(part.name);
    return graph_.node("Concat", in, {{"axis", axis}});
  }
  std::string write_broadcast(const GraphValue& x, const Shape& out) override {
    std::vector<Index> dims = out.dims;
    if (out.batched) dims[0] = 1;
    return graph_.node("Expand", {x.name, graph_.whole_numbers(dims)});
  }

  std::string write_product(const GraphValue& a, const GraphValue& b, const GraphValue* bias, bool transpose_a, bool transpose_b,
                            const Shape&) override {
    if (bias)
      return graph_.node("Gemm", {a.name, b.name, bias->name},
                         {{"alpha", 1.0f}, {"beta", 1.0f}, {"transA", std::int64_t{transpose_a}}, {"transB", std::int64_t{transpose_b}}});
    const auto side = [&](const GraphValue& x, bool transposed) {
      if (!transposed) return x.name;
      std::vector<Index> order(x.shape.dims.size());
      std::iota(order.begin(), order.end(), Index{0});
      std::swap(order[order.size() - 1], order[order.size() - 2]);
      return graph_.node("Transpose", {x.name}, {{"perm", order}});
    };
    return graph_.node("MatMul", {side(a, transpose_a), side(b, transpose_b)});
  }

  std::string reduced(std::string_view type, const GraphValue& x, std::vector<Index> axes, bool keep) {
    return graph_.node(type, {x.name}, {{"axes", std::move(axes)}, {"keepdims", std::int64_t{keep}}});
  }
  std::string write_sum(const GraphValue& x, const std::vector<Index>& axes, bool keep, const Shape&) override {
    return reduced("ReduceSum", x, axes, keep);
  }
  std::string write_mean_last(const GraphValue& x, const Shape&) override {
    return reduced("ReduceMean", x, {x.shape.rank() - 1}, true);
  }
  std::string write_argmax_last(const GraphValue& x, const Shape&) override {
    return boolean_to_float(
        graph_.node("ArgMax", {x.name}, {{"axis", std::int64_t{x.shape.rank() - 1}}, {"keepdims", std::int64_t{1}}}));
  }
  std::string write_softmax(const GraphValue& x, bool log) override {
    return graph_.node(log ? "LogSoftmax" : "Softmax", {x.name}, {{"axis", std::int64_t{1}}});
  }
  std::string write_sorted_rows(const GraphValue& x) override {
    const std::string sorted = graph_.node("TopK", {x.name}, {{"axis", std::int64_t{1}}, {"k", x.shape.cols()}});
    graph_.add_output("places");
    return sorted;
  }
  std::string write_rows_of(const GraphValue& table, const GraphValue& index, const Shape&) override {
    return graph_.node("Gather", {table.name, graph_.node("Cast", {index.name}, {{"to", as_int64}})}, {{"axis", std::int64_t{0}}});
  }
  std::string write_look_up(const GraphValue& texts, const Lookup& lookup) override {
    return graph_.node("LabelEncoder", {texts.name},
                       {{"keys_strings", lookup.texts}, {"values_floats", lookup.numbers}, {"default_float", lookup.other}}, ml);
  }
  std::string write_text_at(const GraphValue& place, const std::vector<std::string>& texts) override {
    std::vector<Index> numbers(texts.size());
    std::iota(numbers.begin(), numbers.end(), Index{0});
    return graph_.node("LabelEncoder", {graph_.node("Cast", {place.name}, {{"to", as_int64}})},
                       {{"keys_int64s", numbers}, {"values_strings", texts}, {"default_string", std::string()}}, ml);
  }

  GraphWriter& graph_;
};

}  // namespace

std::unique_ptr<NodeWriter> onnx_nodes(GraphWriter& graph) { return std::make_unique<OnnxNodes>(graph); }

}  // namespace nntrain::onnx_export
