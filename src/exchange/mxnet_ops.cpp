// Each op as nodes of MXNet. What it has on board is nearly all that there is here; it broadcasts by itself.
#include "exchange/mxnet_ops.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "graph/op_kind.h"

namespace nntrain::mxnet {

namespace {

struct Unary {
  std::string_view kind, op;
};
constexpr Unary unary[] = {{"abs", "abs"},   {"sign", "sign"},   {"trunc", "trunc"}, {"square", "square"},   {"sqrt", "sqrt"}, {"rsqrt", "rsqrt"}, {"exp", "exp"},
                           {"expm1", "expm1"}, {"log", "log"}, {"relu", "relu"},   {"sigmoid", "sigmoid"}, {"tanh", "tanh"}, {"erf", "erf"}};

// With two tensors, with a number on the right, and on the left.
struct Binary {
  std::string_view kind, op, scalar, reversed;
};
constexpr Binary binary[] = {{"add", "broadcast_add", "_plus_scalar", "_plus_scalar"},
                             {"sub", "broadcast_sub", "_minus_scalar", "_rminus_scalar"},
                             {"mul", "broadcast_mul", "_mul_scalar", "_mul_scalar"},
                             {"div", "broadcast_div", "_div_scalar", "_rdiv_scalar"},
                             {"maximum", "broadcast_maximum", "_maximum_scalar", "_maximum_scalar"},
                             {"minimum", "broadcast_minimum", "_minimum_scalar", "_minimum_scalar"},
                             {"greater", "broadcast_greater", "_greater_scalar", "_lesser_scalar"},
                             {"greater_equal", "broadcast_greater_equal", "_greater_equal_scalar", "_lesser_equal_scalar"},
                             {"equal", "broadcast_equal", "_equal_scalar", "_equal_scalar"}};

class NetworkWriter {
 public:
  NetworkWriter(const FoldedGraph& graph, std::span<const int> inputs, SymbolGraph& symbol, const Format& format)
      : graph_(graph), inputs_(inputs), symbol_(symbol), format_(format) {}

  std::vector<int> write() {
    for (const int i : graph_.steps()) write_op(i, graph_.ops().op(i));
    std::vector<int> outputs;
    for (const Tensor t : graph_.ops().forward().outputs) outputs.push_back(whole(t.id));
    return outputs;
  }

 private:
  // The node of a value. It may have 1 where the graph repeats it: elementwise ops broadcast by themselves.
  struct Operand {
    int node = -1;
    Shape shape;
  };

  void fail(int op, const std::string& what) const { cannot_say(format_, graph_.ops().layer_of(op), what); }
  const Shape& shape(int v) const { return graph_.shape(v); }
  static std::string scalar(double value) { return to_text(static_cast<float>(value)); }
  static std::string axis(const Shape& x) { return std::to_string(x.rank() - 1); }
  int with_scalar(std::string_view op, int x, double value) { return symbol_.node(op, {x}, {{"scalar", scalar(value)}}); }

  // ---- values ----

  const Operand& operand(int v) {
    const auto [found, is_new] = operands_.try_emplace(v);
    if (is_new) found->second = {symbol_.array(graph_.weight_name(v), dims_of_row(shape(v)), graph_.numbers(v)), {dims_of_row(shape(v)), false}};
    return found->second;
  }
  static std::vector<Index> dims_of_row(const Shape& shape) { return shape.dims.empty() ? std::vector<Index>{1} : shape.dims; }
  void make(int v, int node) { operands_[v] = {node, shape(v)}; }

  int reshaped(int x, const Shape& to) {
    std::vector<Index> dims = to.dims;
    if (to.batched) dims[0] = -1;
    return symbol_.node("Reshape", {x}, {{"shape", tuple(dims)}});
  }

  // The node of a value in its full shape.
  int whole(int v) {
    const Operand x = operand(v);
    if (x.shape != shape(v)) make(v, x.shape.size() == shape(v).size() && x.shape.batched == shape(v).batched ? reshaped(x.node, shape(v)) : spread(x, shape(v)));
    return operands_[v].node;
  }
  int spread(Operand x, const Shape& to) {
    if (to.batched && !x.shape.batched) {  // a zero for each row makes it one for each row
      const int first = symbol_.node("slice_axis", {reshaped(inputs_[0], {{1, graph_.ops().forward().inputs[0].shape().size()}, true})}, {{"axis", "1"}, {"begin", "0"}, {"end", "1"}});
      const int zeros = reshaped(symbol_.node("zeros_like", {first}), {std::vector<Index>(to.dims.size(), 1), true});
      x.node = symbol_.node("broadcast_add", {x.node, zeros});
    }
    std::vector<Index> axes, sizes;
    const std::size_t missing = to.dims.size() - x.shape.dims.size();
    for (std::size_t d = to.batched ? 1 : 0; d < to.dims.size(); ++d)
      if (d < missing || x.shape.dims[d - missing] != to.dims[d]) {
        axes.push_back(static_cast<Index>(d));
        sizes.push_back(to.dims[d]);
      }
    return axes.empty() ? x.node : symbol_.node("broadcast_axis", {x.node}, {{"axis", tuple(axes)}, {"size", tuple(sizes)}});
  }
  std::vector<int> whole(const std::vector<int>& list) {
    std::vector<int> nodes;
    for (const int v : list) nodes.push_back(whole(v));
    return nodes;
  }

  // ---- ops ----

  void write_op(int i, const Op& op) {
    const std::string_view kind = op.kind->name;
    symbol_.enter(graph_.ops().layer_of(i));
    for (const int v : op.in)
      if (graph_.ops().value(v).role == Role::scalar) fail(i, "has no form of what depends on the step of a training");
    if (kind == "gather_batch") return make(op.out[0], inputs_[static_cast<std::size_t>(op.attributes.begin)]);
    if (kind == "copy" || kind == "stop_gradient" || kind == "expand") {
      operands_[op.out[0]] = Operand(operand(op.in[0]));
      return;
    }
    if (const std::optional<DenseStep> dense = graph_.dense(i)) return make(op.out[0], fully_connected(*dense));
    if (write_elementwise(op)) return;
    for (const auto write : {&NetworkWriter::view, &NetworkWriter::row_by_row, &NetworkWriter::look_up})
      if (const int node = (this->*write)(op); node >= 0) return make(op.out[0], node);
    fail(i, "has no form of the op " + std::string(kind));
  }

  int fully_connected(const DenseStep& dense) {
    const std::string name = dense.kernel_name.ends_with("kernel") ? dense.kernel_name.substr(0, dense.kernel_name.size() - 6) + "weight" : dense.kernel_name;
    std::vector<int> inputs{whole(dense.x), symbol_.array(name, {dense.units, static_cast<Index>(dense.kernel.size()) / dense.units}, dense.kernel)};
    if (!dense.bias.empty()) inputs.push_back(symbol_.array(dense.bias_name, {dense.units}, dense.bias));
    return symbol_.node("FullyConnected", inputs, {{"num_hidden", std::to_string(dense.units)}, {"no_bias", dense.bias.empty() ? "True" : "False"}, {"flatten", "False"}});
  }

  bool write_elementwise(const Op& op) {
    const std::string_view kind = op.kind->name;
    const auto* const one = std::ranges::find(unary, kind, &Unary::kind);
    const auto* const two = std::ranges::find(binary, kind, &Binary::kind);
    if (one != std::end(unary) || kind == "softplus") {
      const Operand x = operand(op.in[0]);
      operands_[op.out[0]] = {kind == "softplus" ? symbol_.node("Activation", {x.node}, {{"act_type", "softrelu"}}) : symbol_.node(one->op, {x.node}), x.shape};
    } else if (two != std::end(binary)) {
      operands_[op.out[0]] = of_two(*two, op.in[0], op.in[1]);
    } else if (const auto leaky = graph_.ops().leaky_relu(op)) {
      const Operand x = operand(leaky->x);
      operands_[op.out[0]] = {symbol_.node("LeakyReLU", {x.node}, {{"act_type", "leaky"}, {"slope", scalar(leaky->slope)}}), x.shape};
    } else if (kind == "select") {
      const Shape& result = shape(op.out[0]);
      std::vector<int> nodes;  // which must be of one shape
      for (const int v : op.in) {
        const auto number = graph_.one_number(v);
        nodes.push_back(number && !nodes.empty() ? with_scalar("_plus_scalar", symbol_.node("zeros_like", {nodes[0]}), static_cast<double>(*number)) : spread(operand(v), result));
      }
      make(op.out[0], symbol_.node("where", nodes));
    } else if (kind == "digitize") {
      const Operand x = operand(op.in[0]);
      Shape column = x.shape;
      column.dims.push_back(1);
      const std::vector<float> bounds(op.attributes.numbers.begin(), op.attributes.numbers.end());
      const int reached = symbol_.node("broadcast_greater_equal", {reshaped(x.node, column), symbol_.array("", {static_cast<Index>(bounds.size())}, bounds)});
      operands_[op.out[0]] = {symbol_.node("sum", {reached}, {{"axis", axis(column)}}), x.shape};
    } else {
      return false;
    }
    return true;
  }

  Operand of_two(const Binary& form, int a, int b) {
    if (const auto number = graph_.one_number(b)) return {with_scalar(form.scalar, operand(a).node, static_cast<double>(*number)), operand(a).shape};
    if (const auto number = graph_.one_number(a)) return {with_scalar(form.reversed, operand(b).node, static_cast<double>(*number)), operand(b).shape};
    const Operand x = operand(a), y = operand(b);
    return {symbol_.node(form.op, {x.node, y.node}), broadcast(x.shape, y.shape)};
  }

  // Families of ops. -1: the op is of another one.

  int view(const Op& op) {
    const std::string_view kind = op.kind->name;
    if (kind == "reshape") return reshaped(whole(op.in[0]), shape(op.out[0]));
    if (kind == "transpose") return symbol_.node("transpose", {whole(op.in[0])}, {{"axes", tuple(op.attributes.dims)}});
    if (kind == "slice")
      return symbol_.node("slice_axis", {whole(op.in[0])},
                          {{"axis", std::to_string(op.attributes.axis)}, {"begin", std::to_string(op.attributes.begin)}, {"end", std::to_string(op.attributes.end)}});
    if (kind == "assemble")
      return symbol_.node("Concat", whole(op.in), {{"num_args", std::to_string(op.in.size())}, {"dim", std::to_string(op.attributes.axis)}});
    if (kind == "matmul" && shape(op.in[0]).rank() > 2 && shape(op.in[1]).rank() == shape(op.in[0]).rank()) {
      const auto truth = [](bool is) { return is ? "True" : "False"; };
      return symbol_.node("_linalg_gemm2", whole(op.in), {{"transpose_a", truth(op.attributes.transpose_a)}, {"transpose_b", truth(op.attributes.transpose_b)}});
    }
    return -1;
  }

  int over_last(std::string_view op, int x, const Shape& shape) { return symbol_.node(op, {x}, {{"axis", axis(shape)}, {"keepdims", "True"}}); }

  int row_by_row(const Op& op) {
    const std::string_view kind = op.kind->name;
    const Shape& x = shape(op.in[0]);
    if (kind == "sum_last") return x.rank() == 1 ? whole(op.in[0]) : over_last("sum", whole(op.in[0]), x);  // rows of one number
    if (kind == "argmax_last") return over_last("argmax", whole(op.in[0]), x);
    if (kind == "softmax" || kind == "log_softmax") return symbol_.node(kind, {whole(op.in[0])}, {{"axis", axis(x)}});
    if (kind == "sparsemax") return sparsemax(whole(op.in[0]), x);
    if (kind == "layer_norm" && graph_.ops().readers(op.out[1]) == 0) {
      const int in = whole(op.in[0]), centred = symbol_.node("broadcast_sub", {in, over_last("mean", in, x)});
      const int variance = over_last("mean", symbol_.node("square", {centred}), x);
      return symbol_.node("broadcast_mul", {centred, symbol_.node("rsqrt", {with_scalar("_plus_scalar", variance, op.attributes.value)})});
    }
    return -1;
  }

  // As ops/sparsemax.cpp: sorted, cumulative sums by a product with a triangle of ones, and the threshold.
  int sparsemax(int x, const Shape& shape) {
    const Index n = shape.cols();
    std::vector<float> triangle(static_cast<std::size_t>(n * n)), places(static_cast<std::size_t>(n));
    for (Index r = 0; r < n; ++r)
      for (Index c = 0; c <= r; ++c) triangle[static_cast<std::size_t>(r * n + c)] = 1;
    std::iota(places.begin(), places.end(), 1.0f);
    const int sorted = symbol_.node("sort", {x}, {{"axis", axis(shape)}, {"is_ascend", "False"}});
    const int sums = symbol_.node("FullyConnected", {sorted, symbol_.array("", {n, n}, triangle)}, {{"num_hidden", std::to_string(n)}, {"no_bias", "True"}, {"flatten", "False"}});
    const int mean = symbol_.node("broadcast_div", {with_scalar("_minus_scalar", sums, 1), symbol_.array("", {n}, places)});
    const int support = symbol_.node("broadcast_greater", {sorted, mean}), size = over_last("sum", support, shape);
    const int total = over_last("sum", symbol_.node("broadcast_mul", {support, sums}), shape);
    const int threshold = symbol_.node("broadcast_div", {with_scalar("_minus_scalar", total, 1), size});
    return symbol_.node("relu", {symbol_.node("broadcast_sub", {x, threshold})});
  }

  int look_up(const Op& op) {
    const std::string_view kind = op.kind->name;
    if (kind == "embedding" && graph_.is_known(op.in[0])) {
      const Shape& table = shape(op.in[0]);
      return symbol_.node("Embedding", {whole(op.in[1]), operand(op.in[0]).node}, {{"input_dim", std::to_string(table.dims[0])}, {"output_dim", std::to_string(table.dims[1])}});
    }
    if (kind == "one_hot") return one_hot(whole(op.in[0]), op.attributes.end);
    if (kind == "pick") return over_last("sum", symbol_.node("broadcast_mul", {whole(op.in[0]), one_hot(whole(op.in[1]), shape(op.in[0]).cols())}), shape(op.in[0]));
    return -1;
  }

  int one_hot(int index, Index classes) {
    std::vector<float> numbers(static_cast<std::size_t>(classes));
    std::iota(numbers.begin(), numbers.end(), 0.0f);
    return symbol_.node("broadcast_equal", {index, symbol_.array("", {classes}, numbers)});
  }

  const FoldedGraph& graph_;
  std::span<const int> inputs_;
  SymbolGraph& symbol_;
  const Format& format_;
  std::map<int, Operand> operands_;  // by value
};

}  // namespace

std::vector<int> write_network(const FoldedGraph& graph, std::span<const int> inputs, SymbolGraph& symbol, const Format& format) {
  return NetworkWriter(graph, inputs, symbol, format).write();
}

}  // namespace nntrain::mxnet
