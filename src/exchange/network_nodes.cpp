// Each op of a network in the operations of a NodeWriter.
#include <algorithm>
#include <map>
#include <numeric>

#include "exchange/node_writer.h"
#include "graph/op_kind.h"

namespace nntrain {

namespace {

// "legs (number), colour (category, 3 numbers)"
std::string columns_text(const InputColumns& input) {
  std::string out;
  for (const Column& column : input.columns) {
    const Index width = input.width_of(column);
    out += (out.empty() ? "" : ", ") + column.name + " (" + std::string(column.type.type()) +
           (width > 1 ? ", " + std::to_string(width) + " numbers)" : ")");
  }
  return out;
}

class NetworkWriter {
 public:
  NetworkWriter(const OpGraph& ops, std::span<const GraphValue> inputs, NodeWriter& graph, const Format& format)
      : ops_(ops), inputs_(inputs), graph_(graph), format_(format) {}

  NodeWriter::Values write() {
    std::vector<int> parts;  // of one node
    for (const int i : ops_.ops())
      if (const auto leaky = ops_.leaky_relu(ops_.op(i))) parts.insert(parts.end(), {leaky->greater, leaky->product});
    for (const int i : ops_.ops())
      if (std::ranges::find(parts, i) == parts.end()) write_op(i);
    NodeWriter::Values outputs;
    for (const Tensor t : ops_.forward().outputs) outputs.push_back(whole(t.id));
    return outputs;
  }

 private:
  void fail(int op, const std::string& what) const { cannot_say(format_, ops_.layer_of(op), what); }
  const Shape& shape(int v) const { return ops_.value(v).shape; }

  // ---- values ----

  // As it stands in the file: its shape may have 1 where it is repeated in the graph, since elementwise ops broadcast.
  const GraphValue& known(int v) {
    const auto [found, is_new] = known_.try_emplace(v);
    if (!is_new) return found->second;
    const Value& value = ops_.value(v);  // one that no op makes
    if (value.role == Role::constant) {
      found->second = graph_.number(value.constant);
    } else {
      const NamedTensor& weight = ops_.weight(value);
      found->second = graph_.tensor(weight.name, value.shape.dims, weight.values);
    }
    return found->second;
  }

  // In its full shape.
  const GraphValue& whole(int v) {
    GraphValue x = known(v);
    const Shape& to = shape(v);
    if (x.shape.batched == to.batched && volume(x.shape.dims) == volume(to.dims)) {
      x = graph_.reshape(x, to);
    } else {
      if (to.batched && !x.shape.batched) {  // a zero for each row makes it one for each row
        std::vector<Index> axes(inputs_[0].shape.dims.size() - 1);
        std::iota(axes.begin(), axes.end(), Index{1});
        const GraphValue zeros = graph_.sum(graph_.elementwise("mul", {inputs_[0], graph_.number(0)}), axes, true);
        x = graph_.elementwise("add", {x, graph_.reshape(zeros, {std::vector<Index>(to.dims.size(), 1), true})});
      }
      x = graph_.broadcast(x, to);
    }
    return known_[v] = std::move(x);
  }
  NodeWriter::Values whole(const std::vector<int>& list) {
    NodeWriter::Values values;
    for (const int v : list) values.push_back(whole(v));
    return values;
  }

  // ---- ops ----

  void write_op(int i) {
    const Op& op = ops_.op(i);
    const std::string_view kind = op.kind->name;
    graph_.enter(ops_.layer_of(i));
    for (const int v : op.in)
      if (ops_.value(v).role == Role::scalar) fail(i, "has no form of what depends on the step of a training");
    if (kind == "gather_batch") {
      known_[op.out[0]] = inputs_[static_cast<std::size_t>(op.attributes.begin)];
      return;
    }
    if (kind == "numbers") {
      known_[op.out[0]] = numbers(i, "numbers", op.attributes.dims);
      return;
    }
    if (kind == "copy" || kind == "stop_gradient" || kind == "expand") {
      known_[op.out[0]] = known(op.in[0]);
      return;
    }
    if (kind == "matmul" && is_left_to_bias(op)) return;
    if (op.kind->map) {
      known_[op.out[0]] = elementwise(i, op);
      return;
    }
    for (const auto write : {&NetworkWriter::view, &NetworkWriter::product, &NetworkWriter::reduction, &NetworkWriter::row_by_row,
                             &NetworkWriter::look_up})
      if (GraphValue made = (this->*write)(i, op); !made.name.empty()) {
        known_[op.out[0]] = {std::move(made.name), shape(op.out[0])};
        return;
      }
    fail(i, "has no form of the op " + std::string(kind));
  }

  // The op's own numbers.
  GraphValue numbers(int i, const std::string& name, const std::vector<Index>& dims) {
    const std::vector<double>& list = ops_.op(i).attributes.numbers;
    return graph_.tensor(ops_.layer_of(i) + "/" + name, dims, std::vector<float>(list.begin(), list.end()));
  }

  GraphValue elementwise(int i, const Op& op) {
    if (is_bias_of_product(op)) {
      const Op& product = ops_.op(ops_.value(op.in[0]).producer);
      const NodeWriter::Values sides = whole(product.in);
      return graph_.dense(sides[0], sides[1], known(op.in[1]), product.attributes.transpose_a, product.attributes.transpose_b);
    }
    if (const auto leaky = ops_.leaky_relu(op)) return graph_.leaky_relu(known(leaky->x), leaky->slope);
    if (op.kind->name == "digitize") {
      const GraphValue x = whole(op.in[0]);
      const GraphValue bounds = numbers(i, "bounds", {static_cast<Index>(op.attributes.numbers.size())});
      Shape column = x.shape;
      column.dims.push_back(1);
      return graph_.sum(graph_.elementwise("greater_equal", {graph_.reshape(x, column), bounds}), {x.shape.rank()}, false);
    }
    NodeWriter::Values in;
    for (const int v : op.in) in.push_back(known(v));
    GraphValue made = graph_.elementwise(op.kind->name, in);
    if (made.name.empty()) fail(i, "has no form of the op " + std::string(op.kind->name));
    return made;
  }

  // Families of ops. One without a name: the op is of another family.

  GraphValue view(int, const Op& op) {
    const std::string_view kind = op.kind->name;
    const Attributes& a = op.attributes;
    if (kind == "reshape") return graph_.reshape(whole(op.in[0]), shape(op.out[0]));
    if (kind == "transpose") return graph_.transpose(whole(op.in[0]), a.dims);
    if (kind == "slice") return graph_.slice(whole(op.in[0]), a.axis, a.begin, a.end);
    if (kind == "assemble") return graph_.concatenate(whole(op.in), a.axis);
    return {};
  }

  // A product of matrices whose result only has a vector added: one node, as other programs write a dense layer.
  bool is_bias_of_product(const Op& op) const {
    if (op.kind->name != "add") return false;
    const Value &x = ops_.value(op.in[0]), &bias = ops_.value(op.in[1]);
    if (x.producer < 0 || ops_.op(x.producer).kind->name != "matmul" || x.shape.rank() != 2 ||
        ops_.readers(op.in[0]) != 1)
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

  GraphValue product(int, const Op& op) {
    if (op.kind->name != "matmul") return {};
    const NodeWriter::Values sides = whole(op.in);
    return graph_.matmul(sides[0], sides[1], op.attributes.transpose_a, op.attributes.transpose_b);
  }

  GraphValue sum_last(const GraphValue& x) { return graph_.sum(x, {x.shape.rank() - 1}, true); }

  GraphValue reduction(int i, const Op& op) {
    const std::string_view kind = op.kind->name;
    if (op.in.empty()) return {};
    const Shape& x = shape(op.in[0]);
    const bool is_column = x.batched && x.rank() == 1;  // rows of one number
    if (kind == "sum_last") return is_column ? whole(op.in[0]) : sum_last(whole(op.in[0]));
    if (kind == "sum_rows") {
      if (x.batched) fail(i, "is written for one row as for many: it has no sum over rows");
      return graph_.sum(graph_.reshape(whole(op.in[0]), {{x.rows(), x.cols()}, false}), {0}, false);
    }
    if (kind == "argmax_last") return graph_.argmax_last(whole(op.in[0]));
    return {};
  }

  GraphValue row_by_row(int i, const Op& op) {
    const std::string_view kind = op.kind->name;
    if (kind == "layer_norm") {
      if (ops_.readers(op.out[1]) > 0) fail(i, "has no form of the second result of layer_norm");
      return layer_norm(whole(op.in[0]), op.attributes.value);
    }
    if (kind != "softmax" && kind != "log_softmax" && kind != "sparsemax") return {};
    const Shape& x = shape(op.in[0]);
    const GraphValue rows = graph_.reshape(whole(op.in[0]), {{x.rows(), x.cols()}, x.batched});
    return graph_.reshape(kind == "sparsemax" ? sparsemax(rows) : kind == "softmax" ? graph_.softmax(rows) : graph_.log_softmax(rows), x);
  }

  GraphValue layer_norm(const GraphValue& x, double epsilon) {
    const GraphValue centred = graph_.elementwise("sub", {x, graph_.mean_last(x)});
    const GraphValue variance = graph_.mean_last(graph_.elementwise("mul", {centred, centred}));
    return graph_.elementwise("div", {centred, graph_.elementwise("sqrt", {graph_.elementwise("add", {variance, graph_.number(epsilon)})})});
  }

  // As ops/sparsemax.cpp: sorted, cumulative sums by a product with a triangle of ones, and the threshold.
  GraphValue sparsemax(const GraphValue& x) {
    const Index n = x.shape.cols();
    std::vector<float> triangle(static_cast<std::size_t>(n * n)), places(static_cast<std::size_t>(n));
    for (Index r = 0; r < n; ++r)
      for (Index c = r; c < n; ++c) triangle[static_cast<std::size_t>(r * n + c)] = 1;
    std::iota(places.begin(), places.end(), 1.0f);
    const auto sub = [&](const GraphValue& a, const GraphValue& b) { return graph_.elementwise("sub", {a, b}); };
    const GraphValue sorted = graph_.sorted_rows(x), sums = graph_.matmul(sorted, graph_.tensor("triangle", {n, n}, triangle));
    const GraphValue mean = graph_.elementwise("div", {sub(sums, graph_.number(1)), graph_.tensor("places", {n}, places)});
    const GraphValue support = graph_.elementwise("greater", {sub(sorted, mean), graph_.number(0)});
    const GraphValue size = sum_last(support), total = sum_last(graph_.elementwise("mul", {support, sums}));
    return graph_.elementwise("relu", {sub(x, graph_.elementwise("div", {sub(total, graph_.number(1)), size}))});
  }

  GraphValue look_up(int, const Op& op) {
    const std::string_view kind = op.kind->name;
    if (kind == "embedding") {
      const NodeWriter::Values in = whole(op.in);
      return graph_.rows_of(in[0], in[1]);
    }
    if (kind == "one_hot") return one_hot(whole(op.in[0]), op.attributes.end);
    if (kind == "pick")
      return sum_last(graph_.elementwise("mul", {whole(op.in[0]), one_hot(whole(op.in[1]), shape(op.in[0]).cols())}));
    return {};
  }

  GraphValue one_hot(const GraphValue& index, Index classes) {
    std::vector<float> numbers(static_cast<std::size_t>(classes));
    std::iota(numbers.begin(), numbers.end(), 0.0f);
    return graph_.elementwise("equal", {index, graph_.tensor("classes", {classes}, numbers)});
  }

  const OpGraph& ops_;
  std::span<const GraphValue> inputs_;
  NodeWriter& graph_;
  const Format& format_;
  std::map<int, GraphValue> known_;
};

}  // namespace

NodeWriter::Values write_network(const OpGraph& ops, std::span<const GraphValue> inputs, NodeWriter& graph, const Format& format) {
  return NetworkWriter(ops, inputs, graph, format).write();
}

std::vector<Port> input_ports(const OpGraph& ops) {
  std::vector<Port> ports;
  const std::vector<std::string> names = ops.input_names();
  for (std::size_t k = 0; k < names.size(); ++k) {
    const InputColumns& input = ops.model().columns.inputs[k];
    ports.push_back({.name = names[k], .dims = input.shape, .columns = columns_text(input)});
  }
  return ports;
}

std::vector<Port> output_ports(const OpGraph& ops) {
  std::vector<Port> ports;
  for (std::size_t k = 0; k < ops.forward().outputs.size(); ++k) {
    const std::vector<Index>& dims = ops.forward().outputs[k].shape().dims;
    ports.push_back({.name = ops.network().heads()[k].name, .dims = {dims.begin() + 1, dims.end()}});
  }
  return ports;
}

}  // namespace nntrain
