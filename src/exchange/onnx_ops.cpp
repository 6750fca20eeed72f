// Each op as nodes of ONNX's opset 9.
#include <algorithm>
#include <numeric>

#include "exchange/onnx_graph.h"
#include "graph/op_kind.h"

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
};

constexpr std::int64_t as_float = onnx::Tensor::FLOAT, as_int64 = onnx::Tensor::INT64, as_bool = onnx::Tensor::BOOL;

using Names = std::vector<std::string>;

class NetworkWriter {
 public:
  NetworkWriter(const OpGraph& ops, std::span<const std::string> inputs, GraphWriter& graph, const Format& format)
      : ops_(ops), inputs_(inputs), graph_(graph), format_(format), readers_(ops.graph().values.size()) {
    for (const int i : ops.ops())
      for (const int v : ops.op(i).in) ++readers_[static_cast<std::size_t>(v)];
    for (const Tensor t : ops.forward().outputs) ++readers_[static_cast<std::size_t>(t.id)];
  }

  Names write() {
    for (const int i : ops_.ops()) write_op(i);
    Names outputs;
    for (const Tensor t : ops_.forward().outputs) outputs.push_back(whole(t.id));
    return outputs;
  }

 private:
  // What a value is called. Its shape in ONNX may have 1 where it is repeated in the graph: elementwise ops broadcast
  // by themselves.
  struct Known {
    std::string name;
    Shape shape;
  };

  void fail(int op, const std::string& what) const { cannot_say(format_, ops_.layer_of(op), what); }
  const Shape& shape(int v) const { return ops_.value(v).shape; }
  static std::vector<Index> onnx_dims(const Shape& shape) {
    std::vector<Index> dims = shape.dims;
    if (shape.batched) dims[0] = -1;
    return dims;
  }
  std::string reshaped(const std::string& x, const Shape& to) {
    return graph_.node("Reshape", {x, graph_.whole_numbers(onnx_dims(to))});
  }
  std::string boolean_to_float(const std::string& x) { return graph_.node("Cast", {x}, {{"to", as_float}}); }

  // ---- values ----

  const Known& known(int v) {
    const auto [found, is_new] = known_.try_emplace(v);
    if (!is_new) return found->second;
    const Value& value = ops_.value(v);  // one that no op makes
    if (value.role == Role::constant) {
      found->second = {graph_.number(value.constant), {{1}, false}};
    } else {
      const NamedTensor& weight = ops_.weight(value);
      found->second = {graph_.tensor(weight.name, value.shape.dims, weight.values), value.shape};
    }
    return found->second;
  }
  void make(int v, std::string name) { known_[v] = {std::move(name), shape(v)}; }

  // The name of a value in its full shape.
  std::string whole(int v) {
    const Known from = known(v);
    const Shape& to = shape(v);
    if (from.shape == to) return from.name;
    const auto volume = [](const std::vector<Index>& dims) {
      return std::accumulate(dims.begin(), dims.end(), Index{1}, std::multiplies<>());
    };
    if (from.shape.batched == to.batched && volume(from.shape.dims) == volume(to.dims)) {
      make(v, reshaped(from.name, to));
      return known_[v].name;
    }
    std::string name = from.name;
    if (to.batched && !from.shape.batched) {  // a zero for each row makes it one for each row
      Shape zero{std::vector<Index>(to.dims.size(), 1), true};
      const std::string& input = inputs_[0];
      std::vector<Index> axes(ops_.forward().inputs[0].shape().dims.size() - 1);
      std::iota(axes.begin(), axes.end(), Index{1});
      const std::string zeros = graph_.node("ReduceSum", {graph_.node("Mul", {input, graph_.number(0)})},
                                            {{"axes", axes}, {"keepdims", std::int64_t{1}}});
      name = graph_.node("Add", {name, reshaped(zeros, zero)});
    }
    std::vector<Index> dims = to.dims;
    if (to.batched) dims[0] = 1;
    make(v, graph_.node("Expand", {name, graph_.whole_numbers(dims)}));
    return known_[v].name;
  }
  Names whole(const std::vector<int>& list) {
    Names names;
    for (const int v : list) names.push_back(whole(v));
    return names;
  }

  // ---- ops ----

  void write_op(int i) {
    const Op& op = ops_.op(i);
    const std::string_view kind = op.kind->name;
    graph_.enter(ops_.layer_of(i));
    for (const int v : op.in)
      if (ops_.value(v).role == Role::scalar) fail(i, "has no form of what depends on the step of a training");
    if (kind == "gather_batch") return make(op.out[0], inputs_[static_cast<std::size_t>(op.attributes.begin)]);
    if (kind == "numbers") {
      const std::vector<float> values(op.attributes.numbers.begin(), op.attributes.numbers.end());
      return make(op.out[0], graph_.tensor(ops_.layer_of(i) + "/numbers", op.attributes.dims, values));
    }
    if (kind == "copy" || kind == "stop_gradient" || kind == "expand") {
      known_[op.out[0]] = known(op.in[0]);
      return;
    }
    if (op.kind->map) return write_elementwise(i, op);
    if (kind == "matmul" && is_left_to_bias(op)) return;
    for (const auto write : {&NetworkWriter::view, &NetworkWriter::product, &NetworkWriter::reduction,
                             &NetworkWriter::row_by_row, &NetworkWriter::look_up})
      if (const std::string name = (this->*write)(i, op); !name.empty()) return make(op.out[0], name);
    fail(i, "has no form of the op " + std::string(kind));
  }

  void write_elementwise(int i, const Op& op) {
    if (is_bias_of_product(op)) return write_gemm(op);
    Names in;
    Shape result;
    for (const int v : op.in) {
      const Known& operand = known(v);
      in.push_back(operand.name);
      result = broadcast(result, operand.shape);
    }
    known_[op.out[0]] = {elementwise(i, op, in, shape(op.in[0])), result};
  }

  static Shape broadcast(const Shape& a, const Shape& b) {
    Shape out = a.rank() >= b.rank() ? a : b;
    const Shape& other = a.rank() >= b.rank() ? b : a;
    const std::size_t missing = out.dims.size() - other.dims.size();
    for (std::size_t d = 0; d < other.dims.size(); ++d)
      out.dims[missing + d] = std::max(out.dims[missing + d], other.dims[d]);
    out.batched = a.batched || b.batched;
    return out;
  }

  std::string elementwise(int i, const Op& op, const Names& in, const Shape& shape) {
    const std::string_view kind = op.kind->name;
    const auto* const found = std::ranges::find(direct, kind, &Direct::kind);
    if (found != std::end(direct)) return graph_.node(found->type, in);
    if (kind == "square") return graph_.node("Mul", {in[0], in[0]});
    if (kind == "rsqrt") return graph_.node("Reciprocal", {graph_.node("Sqrt", in)});
    if (kind == "trunc")
      return graph_.node("Mul", {graph_.node("Sign", in), graph_.node("Floor", {graph_.node("Abs", in)})});
    if (kind == "expm1") return graph_.node("Sub", {graph_.node("Exp", in), graph_.number(1)});
    if (kind == "greater") return boolean_to_float(graph_.node("Greater", in));
    if (kind == "greater_equal") return boolean_to_float(graph_.node("Not", {graph_.node("Less", in)}));
    if (kind == "equal") return boolean_to_float(equal(in[0], in[1]));
    if (kind == "select") return graph_.node("Where", {graph_.node("Cast", {in[0]}, {{"to", as_bool}}), in[1], in[2]});
    if (kind == "digitize") {
      const std::vector<float> bounds(op.attributes.numbers.begin(), op.attributes.numbers.end());
      Shape column = shape;
      column.dims.push_back(1);
      const std::string name = graph_.tensor(ops_.layer_of(i) + "/bounds", {static_cast<Index>(bounds.size())}, bounds);
      const std::string above = graph_.node("Not", {graph_.node("Less", {reshaped(whole(op.in[0]), column), name})});
      return graph_.node("ReduceSum", {boolean_to_float(above)},
                         {{"axes", std::vector<Index>{shape.rank()}}, {"keepdims", std::int64_t{0}}});
    }
    fail(i, "has no form of the op " + std::string(kind));
    return {};
  }

  // Equal is of whole numbers alone until opset 11.
  std::string equal(const std::string& a, const std::string& b) {
    return graph_.node("Not", {graph_.node("Or", {graph_.node("Greater", {a, b}), graph_.node("Less", {a, b})})});
  }

  // Families of ops. An empty name: the op is of another one.

  std::string view(int, const Op& op) {
    const std::string_view kind = op.kind->name;
    if (kind == "reshape") return reshaped(whole(op.in[0]), shape(op.out[0]));
    if (kind == "transpose") return graph_.node("Transpose", {whole(op.in[0])}, {{"perm", op.attributes.dims}});
    if (kind == "slice")
      return graph_.node("Slice", {whole(op.in[0])},
                         {{"axes", std::vector<Index>{op.attributes.axis}},
                          {"starts", std::vector<Index>{op.attributes.begin}},
                          {"ends", std::vector<Index>{op.attributes.end}}});
    if (kind == "assemble") return graph_.node("Concat", whole(op.in), {{"axis", op.attributes.axis}});
    return {};
  }

  // A product of matrices whose result only has a vector added: one Gemm, as other programs write a dense layer.
  bool is_bias_of_product(const Op& op) const {
    if (op.kind->name != "add") return false;
    const Value &x = ops_.value(op.in[0]), &bias = ops_.value(op.in[1]);
    if (x.producer < 0 || ops_.op(x.producer).kind->name != "matmul" || x.shape.rank() != 2 ||
        readers_[static_cast<std::size_t>(op.in[0])] != 1)
      return false;
    return bias.role == Role::variable &&
           ops_.graph().values[static_cast<std::size_t>(bias.root)].shape.dims == std::vector<Index>{x.shape.dims[1]};
  }
  bool is_left_to_bias(const Op& product) const {
    return std::ranges::any_of(ops_.ops(), [&](int i) {
      const Op& op = ops_.op(i);
      return !op.in.empty() && op.in[0] == product.out[0] && is_bias_of_product(op);
    });
  }
  void write_gemm(const Op& op) {
    const Op& product = ops_.op(ops_.value(op.in[0]).producer);
    make(op.out[0], graph_.node("Gemm", {whole(product.in[0]), whole(product.in[1]), known(op.in[1]).name},
                                {{"alpha", 1.0f},
                                 {"beta", 1.0f},
                                 {"transA", std::int64_t{product.attributes.transpose_a}},
                                 {"transB", std::int64_t{product.attributes.transpose_b}}}));
  }

  std::string product(int, const Op& op) {
    if (op.kind->name != "matmul") return {};
    const auto side = [&](int v, bool transposed) {
      if (!transposed) return whole(v);
      std::vector<Index> order(shape(v).dims.size());
      std::iota(order.begin(), order.end(), Index{0});
      std::swap(order[order.size() - 1], order[order.size() - 2]);
      return graph_.node("Transpose", {whole(v)}, {{"perm", order}});
    };
    const std::string a = side(op.in[0], op.attributes.transpose_a), b = side(op.in[1], op.attributes.transpose_b);
    return graph_.node("MatMul", {a, b});
  }

  std::string reduced(std::string_view type, const std::string& x, std::vector<Index> axes, bool keep) {
    return graph_.node(type, {x}, {{"axes", std::move(axes)}, {"keepdims", std::int64_t{keep}}});
  }

  std::string reduction(int i, const Op& op) {
    const std::string_view kind = op.kind->name;
    if (op.in.empty()) return {};
    const Shape& x = shape(op.in[0]);
    const Index last = x.rank() - 1;
    const bool is_column = x.batched && x.rank() == 1;  // rows of one number
    if (kind == "sum_last") return is_column ? whole(op.in[0]) : reduced("ReduceSum", whole(op.in[0]), {last}, true);
    if (kind == "sum_rows") {
      if (x.batched) fail(i, "is written for one row as for many: it has no sum over rows");
      return reduced("ReduceSum", reshaped(whole(op.in[0]), {{x.rows(), x.cols()}, false}), {0}, false);
    }
    if (kind == "argmax_last")
      return boolean_to_float(
          graph_.node("ArgMax", {whole(op.in[0])}, {{"axis", last}, {"keepdims", std::int64_t{1}}}));
    return {};
  }

  std::string row_by_row(int i, const Op& op) {
    const std::string_view kind = op.kind->name;
    if (op.in.empty()) return {};
    const Shape& x = shape(op.in[0]);
    const Index last = x.rank() - 1;
    if (kind == "softmax")
      return by_rows(op, [&](const std::string& rows) {
        return graph_.node("Softmax", {rows}, {{"axis", std::int64_t{1}}});
      });
    if (kind == "log_softmax")
      return by_rows(op, [&](const std::string& rows) {
        return graph_.node("LogSoftmax", {rows}, {{"axis", std::int64_t{1}}});
      });
    if (kind == "sparsemax") return by_rows(op, [&](const std::string& rows) { return sparsemax(rows, x.cols()); });
    if (kind == "layer_norm") {
      if (readers_[static_cast<std::size_t>(op.out[1])] > 0) fail(i, "has no form of the second result of layer_norm");
      const std::string centred =
          graph_.node("Sub", {whole(op.in[0]), reduced("ReduceMean", whole(op.in[0]), {last}, true)});
      const std::string variance = reduced("ReduceMean", graph_.node("Mul", {centred, centred}), {last}, true);
      return graph_.node(
          "Div", {centred, graph_.node("Sqrt", {graph_.node("Add", {variance, graph_.number(op.attributes.value)})})});
    }
    return {};
  }

  // Softmax works on matrices until opset 13.
  template <class F>
  std::string by_rows(const Op& op, F f) {
    const Shape& x = shape(op.in[0]);
    if (x.rank() == 2) return f(whole(op.in[0]));
    return reshaped(f(reshaped(whole(op.in[0]), {{x.rows(), x.cols()}, x.batched})), x);
  }

  // As ops/sparsemax.cpp: sorted, cumulative sums by a product with a triangle of ones, and the threshold.
  std::string sparsemax(const std::string& x, Index n) {
    std::vector<float> triangle(static_cast<std::size_t>(n * n)), places(static_cast<std::size_t>(n));
    for (Index r = 0; r < n; ++r)
      for (Index c = r; c < n; ++c) triangle[static_cast<std::size_t>(r * n + c)] = 1;
    std::iota(places.begin(), places.end(), 1.0f);
    const std::string sorted = graph_.node("TopK", {x}, {{"axis", std::int64_t{1}}, {"k", n}});
    graph_.add_output("places");
    const std::string sums = graph_.node("MatMul", {sorted, graph_.tensor("triangle", {n, n}, triangle)});
    const std::string mean =
        graph_.node("Div", {graph_.node("Sub", {sums, graph_.number(1)}), graph_.tensor("places", {n}, places)});
    const std::string support =
        boolean_to_float(graph_.node("Greater", {graph_.node("Sub", {sorted, mean}), graph_.number(0)}));
    const std::string size = reduced("ReduceSum", support, {1}, true),
                      total = reduced("ReduceSum", graph_.node("Mul", {support, sums}), {1}, true);
    const std::string threshold = graph_.node("Div", {graph_.node("Sub", {total, graph_.number(1)}), size});
    return graph_.node("Relu", {graph_.node("Sub", {x, threshold})});
  }

  std::string look_up(int, const Op& op) {
    const std::string_view kind = op.kind->name;
    if (kind == "embedding")
      return graph_.node("Gather", {whole(op.in[0]), graph_.node("Cast", {whole(op.in[1])}, {{"to", as_int64}})},
                         {{"axis", std::int64_t{0}}});
    if (kind == "one_hot") return one_hot(whole(op.in[0]), op.attributes.end);
    if (kind == "pick") {
      const Index last = shape(op.in[0]).rank() - 1;
      return reduced("ReduceSum",
                     graph_.node("Mul", {whole(op.in[0]), one_hot(whole(op.in[1]), shape(op.in[0]).cols())}), {last},
                     true);
    }
    return {};
  }

  std::string one_hot(const std::string& index, Index classes) {
    std::vector<float> numbers(static_cast<std::size_t>(classes));
    std::iota(numbers.begin(), numbers.end(), 0.0f);
    return boolean_to_float(equal(index, graph_.tensor("classes", {classes}, numbers)));
  }

  const OpGraph& ops_;
  std::span<const std::string> inputs_;
  GraphWriter& graph_;
  const Format& format_;
  std::vector<int> readers_;  // by value
  std::map<int, Known> known_;
};

}  // namespace

std::vector<std::string> write_network(const OpGraph& ops, std::span<const std::string> inputs, GraphWriter& graph,
                                       const Format& format) {
  return NetworkWriter(ops, inputs, graph, format).write();
}

}  // namespace nntrain::onnx_export
