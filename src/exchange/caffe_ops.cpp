// Each op as layers of Caffe 1.0. Its layers do not broadcast: what is repeated is a Tile, but numbers of the network, which Bias and Scale
// repeat over the axes in front of theirs. Power, y = (shift + scale · x)^power, is all arithmetic with one number.
#include "exchange/caffe_ops.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/text.h"
#include "graph/op_kind.h"

namespace nntrain::caffe {

namespace {

// Ops that Caffe has a layer of.
struct Direct {
  std::string_view kind, type;
};
constexpr Direct direct[] = {{"abs", "AbsVal"}, {"exp", "Exp"}, {"log", "Log"}, {"relu", "ReLU"}, {"sigmoid", "Sigmoid"}, {"tanh", "TanH"}, {"softplus", "BNLL"}};

using Blob = std::string;  // its name
using Names = std::vector<Blob>;

class NetworkWriter {
 public:
  NetworkWriter(const FoldedGraph& graph, std::span<const std::string> inputs, NetWriter& net, const Format& format)
      : graph_(graph), inputs_(inputs), net_(net), format_(format) {}

  Names write() {
    for (const int i : graph_.steps()) write_op(i, graph_.ops().op(i));
    Names outputs;
    for (const Tensor t : graph_.ops().forward().outputs) {
      if (graph_.is_known(t.id)) cannot_say(format_, graph_.ops().network().heads()[outputs.size()].name, "has no form of an output that does not depend on the input");
      outputs.push_back(whole(t.id));
    }
    return outputs;
  }

 private:
  // The blob of a value that depends on the data. It may have 1 where the graph repeats it.
  struct Operand {
    Blob blob;
    Shape shape;
  };

  [[noreturn]] void fail(const std::string& what) const { cannot_say(format_, graph_.ops().layer_of(op_), what); }
  const Shape& shape(int v) const { return graph_.shape(v); }
  static std::string number(double value) { return to_text(static_cast<float>(value)); }
  static std::string axis(const Shape& x) { return std::to_string(x.rank() - 1); }

  // ---- values ----

  const Operand& operand(int v) const {
    const auto found = operands_.find(v);
    if (found == operands_.end()) fail("has no form of what does not depend on the input");
    return found->second;
  }
  void make(int v, Blob blob) { operands_[v] = {std::move(blob), shape(v)}; }

  Blob reshaped(const Blob& x, const Shape& to) {
    std::string dims = "shape {";
    for (std::size_t d = 0; d < to.dims.size(); ++d) dims += " dim: " + std::to_string(d == 0 && to.batched ? -1 : to.dims[d]);
    return net_.layer("Reshape", {x}, {"reshape_param", dims + " }"});
  }
  Blob tiled(const Operand& x, const Shape& to) {
    Blob blob = x.blob;
    if (x.shape.dims.size() != to.dims.size()) fail("repeats nothing along an axis that is not there");
    for (std::size_t d = 0; d < to.dims.size(); ++d)
      if (x.shape.dims[d] != to.dims[d]) blob = net_.layer("Tile", {blob}, {"tile_param", "axis: " + std::to_string(d) + "\ntiles: " + std::to_string(to.dims[d])});
    return blob;
  }
  Blob whole(int v) {
    const Operand x = operand(v);
    if (x.shape == shape(v)) return x.blob;
    make(v, x.shape.size() == shape(v).size() ? reshaped(x.blob, shape(v)) : tiled(x, shape(v)));
    return operands_[v].blob;
  }
  Names whole(const std::vector<int>& list) {
    Names blobs;
    for (const int v : list) blobs.push_back(whole(v));
    return blobs;
  }

  // ---- layers ----

  Blob power(const Blob& x, double scale, double shift, double power = 1) {
    Parameters parameters{"power_param", {}};
    if (power != 1) parameters.add("power", number(power));
    if (scale != 1) parameters.add("scale", number(scale));
    if (shift != 0) parameters.add("shift", number(shift));
    return parameters.fields.empty() ? x : net_.layer("Power", {x}, parameters);
  }
  Blob negated(const Blob& x) { return power(x, -1, 0); }
  Blob eltwise(const Blob& a, const Blob& b, const std::string& fields) { return net_.layer("Eltwise", {a, b}, {"eltwise_param", fields}); }
  Blob sum(const Blob& a, const Blob& b, double of_b = 1) {
    return eltwise(a, b, of_b == 1 ? "operation: SUM" : "operation: SUM\ncoeff: 1\ncoeff: " + number(of_b));
  }
  Blob product(const Blob& a, const Blob& b) { return eltwise(a, b, "operation: PROD"); }
  Blob greatest(const Blob& a, const Blob& b) { return eltwise(a, b, "operation: MAX"); }
  // 1 where x > 0, else 0.
  Blob is_positive(const Blob& x) { return net_.layer("Threshold", {x}, {"threshold_param", "threshold: 0"}); }
  Blob negation(const Blob& truth) { return power(truth, -1, 1); }

  Blob inner_product(const Operand& x, Index units, Array kernel, std::optional<Array> bias) {
    std::vector<Array> blobs{std::move(kernel)};
    Parameters parameters{"inner_product_param", {}};
    parameters.add("num_output", std::to_string(units));
    if (!bias) parameters.add("bias_term", "false");
    if (x.shape.rank() != 2) parameters.add("axis", axis(x.shape));
    if (bias) blobs.push_back(std::move(*bias));
    return net_.layer("InnerProduct", {x.blob}, parameters, blobs);
  }
  // Of each row's numbers, times `factor`; its axis stays, of size 1.
  Blob sum_of_last(const Operand& x, double factor = 1) {
    const Index n = x.shape.cols();
    return inner_product(x, 1, {{1, n}, std::vector<float>(static_cast<std::size_t>(n), static_cast<float>(factor))}, {});
  }
  // (..., 1): each number less each of these: (..., n)
  Blob less_each(const Operand& x, std::vector<float> numbers) {
    const auto n = static_cast<Index>(numbers.size());
    for (float& each : numbers) each = -each;
    return inner_product(x, n, {{n, 1}, std::vector<float>(static_cast<std::size_t>(n), 1)}, Array{{n}, std::move(numbers)});
  }

  // A known value as a layer keeps it that repeats it over the axes in front of it: its numbers for the last axes of `result`.
  Array array_of(int v, const Shape& result, float (*change)(float)) const {
    const Shape& own = shape(v);
    const std::size_t rank = result.dims.size(), missing = rank - own.dims.size();
    const auto size_of = [&](std::size_t d) { return d < missing ? 1 : own.dims[d - missing]; };
    std::size_t first = 0;
    while (first < rank && size_of(first) == 1) ++first;
    if (first == 0) fail("has no numbers of a network along the rows");
    Array array{{result.dims.begin() + static_cast<Index>(first), result.dims.end()}, {}};
    std::vector<Index> at(rank);
    for (;;) {
      Index place = 0;
      for (std::size_t d = first; d < rank; ++d) place = place * size_of(d) + (size_of(d) == 1 ? 0 : at[d]);
      array.values.push_back(change(graph_.numbers(v)[static_cast<std::size_t>(place)]));
      std::size_t d = rank;
      while (d > first && ++at[d - 1] == result.dims[d - 1]) at[--d] = 0;
      if (d == first) return array;
    }
  }
  Operand with_numbers(std::string_view type, std::string_view parameters, int v, const Operand& x, float (*change)(float)) {
    const Shape result = broadcast(x.shape, {shape(v).dims, false});
    const Array array = array_of(v, result, change);
    const Blob whole = tiled(x, result);
    if (type == "Bias" && is_alone_ && net_.add_bias_to_scale(whole, array)) return {whole, result};
    Parameters fields{parameters, {}};
    const std::size_t first = result.dims.size() - array.shape.size();
    if (first != 1) fields.add("axis", std::to_string(first));
    if (array.shape.size() != 1) fields.add("num_axes", std::to_string(array.shape.size()));
    return {net_.layer(type, {whole}, fields, {&array, 1}), result};
  }
  static float itself(float x) { return x; }
  static float less(float x) { return -x; }
  static float inverse(float x) { return 1 / x; }
  Operand plus(const Operand& x, int v, float (*change)(float) = itself) { return with_numbers("Bias", "bias_param", v, x, change); }
  Operand times(const Operand& x, int v, float (*change)(float) = itself) { return with_numbers("Scale", "scale_param", v, x, change); }

  // ---- ops ----

  void write_op(int i, const Op& op) {
    op_ = i;
    const std::string_view kind = op.kind->name;
    net_.enter(graph_.ops().layer_of(i));
    for (const int v : op.in)
      if (graph_.ops().value(v).role == Role::scalar) fail("has no form of what depends on the step of a training");
    if (kind == "gather_batch") return make(op.out[0], inputs_[static_cast<std::size_t>(op.attributes.begin)]);
    if (kind == "copy" || kind == "stop_gradient" || kind == "expand") {
      operands_[op.out[0]] = Operand(operand(op.in[0]));
      return;
    }
    if (const std::optional<DenseStep> dense = graph_.dense(i)) return write_dense(op, *dense);
    if (op.kind->map && op.in.size() == 1 && write_of_one(op)) return;
    if (op.kind->map && op.in.size() == 2 && write_of_two(op)) return;
    if (kind == "select" && !graph_.is_known(op.in[0])) return write_select(op);
    for (const auto write : {&NetworkWriter::view, &NetworkWriter::row_by_row})
      if (const Blob blob = (this->*write)(op); !blob.empty()) return make(op.out[0], blob);
    fail("has no layer for the op " + std::string(kind));
  }

  void write_dense(const Op& op, const DenseStep& dense) {
    const Index inputs = static_cast<Index>(dense.kernel.size()) / dense.units;
    std::optional<Array> bias;
    if (!dense.bias.empty()) bias = Array{{dense.units}, dense.bias};
    make(op.out[0], inner_product({whole(dense.x), shape(dense.x)}, dense.units, {{dense.units, inputs}, dense.kernel}, std::move(bias)));
  }

  bool write_of_one(const Op& op) {
    const std::string_view kind = op.kind->name;
    const Operand x = operand(op.in[0]);
    const auto* const same = std::ranges::find(direct, kind, &Direct::kind);
    Blob y;
    if (same != std::end(direct)) y = net_.layer(same->type, {x.blob});
    if (kind == "sign") y = sum(is_positive(x.blob), is_positive(negated(x.blob)), -1);
    if (kind == "square") y = power(x.blob, 1, 0, 2);
    if (kind == "sqrt") y = power(x.blob, 1, 0, 0.5);
    if (kind == "rsqrt") y = power(x.blob, 1, 0, -0.5);
    if (kind == "expm1") y = power(net_.layer("Exp", {x.blob}), 1, -1);
    if (kind == "digitize") {  // how many of the bounds are not above x
      Shape column = x.shape;
      column.dims.push_back(1);
      const std::vector<float> bounds(op.attributes.numbers.begin(), op.attributes.numbers.end());
      Shape reached = column;
      reached.dims.back() = static_cast<Index>(bounds.size());
      const Blob above = is_positive(negated(less_each({reshaped(x.blob, column), column}, bounds)));
      y = reshaped(sum_of_last({negation(above), reached}), x.shape);
    }
    if (y.empty()) return false;
    operands_[op.out[0]] = {y, x.shape};
    return true;
  }

  bool write_of_two(const Op& op) {
    const int a = op.in[0], b = op.in[1];
    const std::string_view kind = op.kind->name;
    std::optional<Operand> y;
    is_alone_ = std::ranges::none_of(op.in, [&](int v) { return !graph_.is_known(v) && graph_.ops().readers(v) > 1; });
    if (graph_.is_known(b))
      y = graph_.one_number(b) ? with_number(kind, operand(a), static_cast<double>(*graph_.one_number(b))) : with_weights(kind, operand(a), b);
    else if (graph_.is_known(a))
      y = graph_.one_number(a) ? with_number_first(kind, static_cast<double>(*graph_.one_number(a)), operand(b)) : with_weights_first(kind, a, operand(b));
    else
      y = of_two(kind, operand(a), operand(b));
    if (y) operands_[op.out[0]] = *y;
    return y.has_value();
  }

  // One of a chain of equal forms: nothing, if the op is none of them.
  static std::optional<Operand> made(const Blob& blob, const Shape& shape) { return blob.empty() ? std::nullopt : std::optional(Operand{blob, shape}); }

  std::optional<Operand> with_number(std::string_view kind, const Operand& x, double c) {
    Blob y;
    if (kind == "add") y = power(x.blob, 1, c);
    if (kind == "sub") y = power(x.blob, 1, -c);
    if (kind == "mul") y = power(x.blob, c, 0);
    if (kind == "div") y = power(x.blob, 1 / c, 0);
    if (kind == "maximum") y = power(net_.layer("ReLU", {power(x.blob, 1, -c)}), 1, c);
    if (kind == "minimum") y = power(net_.layer("ReLU", {power(x.blob, -1, c)}), -1, c);
    if (kind == "greater") y = is_positive(power(x.blob, 1, -c));
    if (kind == "greater_equal") y = negation(is_positive(power(x.blob, -1, c)));
    if (kind == "equal") y = negation(is_positive(net_.layer("AbsVal", {power(x.blob, 1, -c)})));
    return made(y, x.shape);
  }
  std::optional<Operand> with_number_first(std::string_view kind, double c, const Operand& x) {
    Blob y;
    if (kind == "sub") y = power(x.blob, -1, c);
    if (kind == "div") y = power(power(x.blob, 1, 0, -1), c, 0);
    if (kind == "greater") y = is_positive(power(x.blob, -1, c));
    if (kind == "greater_equal") y = negation(is_positive(power(x.blob, 1, -c)));
    return y.empty() ? with_number(kind, x, c) : made(y, x.shape);  // the others do not care
  }

  std::optional<Operand> with_weights(std::string_view kind, const Operand& x, int v) {
    if (kind == "add") return plus(x, v);
    if (kind == "sub") return plus(x, v, less);
    if (kind == "mul") return times(x, v);
    if (kind == "div") return times(x, v, inverse);
    if (kind == "equal") {
      const Operand off = plus(x, v, less);
      return made(negation(is_positive(net_.layer("AbsVal", {off.blob}))), off.shape);
    }
    return {};
  }
  std::optional<Operand> with_weights_first(std::string_view kind, int v, const Operand& x) {
    if (kind == "sub") return plus({negated(x.blob), x.shape}, v);
    if (kind == "div") return times({power(x.blob, 1, 0, -1), x.shape}, v);
    return with_weights(kind, x, v);
  }

  std::optional<Operand> of_two(std::string_view kind, const Operand& x, const Operand& y) {
    const Shape result = broadcast(x.shape, y.shape);
    const Blob a = tiled(x, result), b = tiled(y, result);
    Blob out;
    if (kind == "add") out = sum(a, b);
    if (kind == "sub") out = sum(a, b, -1);
    if (kind == "mul") out = product(a, b);
    if (kind == "div") out = product(a, power(b, 1, 0, -1));
    if (kind == "maximum") out = greatest(a, b);
    if (kind == "minimum") out = negated(greatest(negated(a), negated(b)));
    if (kind == "greater") out = is_positive(sum(a, b, -1));
    if (kind == "greater_equal") out = negation(is_positive(sum(b, a, -1)));
    if (kind == "equal") out = negation(is_positive(net_.layer("AbsVal", {sum(a, b, -1)})));
    return made(out, result);
  }

  // condition · yes + (1 - condition) · no, of a condition that is 0 or 1.
  void write_select(const Op& op) {
    if (const auto leaky = graph_.ops().leaky_relu(op)) {
      operands_[op.out[0]] = {net_.layer("ReLU", {operand(leaky->x).blob}, {"relu_param", "negative_slope: " + number(leaky->slope)}), operand(leaky->x).shape};
      return;
    }
    const Operand condition{tiled(operand(op.in[0]), shape(op.out[0])), shape(op.out[0])};
    const Blob yes = is_zero(op.in[1]) ? Blob() : part(condition, op.in[1]);
    if (is_zero(op.in[2])) return make(op.out[0], yes);
    const Blob no = part({negation(condition.blob), condition.shape}, op.in[2]);
    make(op.out[0], yes.empty() ? no : sum(yes, no));
  }
  bool is_zero(int v) const { return graph_.one_number(v) == 0.0f; }
  // A truth times a value.
  Blob part(const Operand& truth, int v) {
    if (!graph_.is_known(v)) return product(truth.blob, tiled(operand(v), truth.shape));
    if (const std::optional<float> number = graph_.one_number(v)) return power(truth.blob, static_cast<double>(*number), 0);
    return times(truth, v).blob;
  }

  // Families of ops. An empty name: the op is of another one.

  Blob view(const Op& op) {
    const std::string_view kind = op.kind->name;
    if (kind == "reshape") return reshaped(whole(op.in[0]), shape(op.out[0]));
    if (kind == "slice") return slice(op);
    if (kind == "assemble") return net_.layer("Concat", whole(op.in), {"concat_param", "axis: " + std::to_string(op.attributes.axis)});
    return {};
  }

  // Caffe cuts all of an axis; what nobody takes is silenced, or it would be an output.
  Blob slice(const Op& op) {
    const Index begin = op.attributes.begin, end = op.attributes.end, size = shape(op.in[0]).dims[static_cast<std::size_t>(op.attributes.axis)];
    if (begin == 0 && end == size) return whole(op.in[0]);
    Parameters parameters{"slice_param", {}};
    parameters.add("axis", std::to_string(op.attributes.axis));
    for (const Index point : {begin, end})
      if (point > 0 && point < size) parameters.add("slice_point", std::to_string(point));
    Blob first = net_.layer("Slice", {whole(op.in[0])}, parameters);
    Names others{net_.add_top("Slice")};
    if (begin > 0 && end < size) others.push_back(net_.add_top("Slice"));
    if (begin > 0) std::swap(first, others[0]);
    net_.silence(others);
    return first;
  }

  Blob row_by_row(const Op& op) {
    const std::string_view kind = op.kind->name;
    if (kind == "embedding" && graph_.is_known(op.in[0])) {
      const Shape& table = shape(op.in[0]);
      const Array rows{table.dims, graph_.numbers(op.in[0])};
      return net_.layer("Embed", {whole(op.in[1])},
                        {"embed_param", "num_output: " + std::to_string(table.dims[1]) + "\ninput_dim: " + std::to_string(table.dims[0]) + "\nbias_term: false"}, {&rows, 1});
    }
    if (op.in.size() > 1 || graph_.is_known(op.in[0])) return {};
    const Shape& x = shape(op.in[0]);
    const bool is_column = x.rank() == 1;  // rows of one number
    if (kind == "sum_last") return is_column ? whole(op.in[0]) : sum_of_last({whole(op.in[0]), x});
    if (kind == "argmax_last") return net_.layer("ArgMax", {whole(op.in[0])}, {"argmax_param", "axis: " + axis(x)});
    if (kind == "softmax") return softmax(whole(op.in[0]), x);
    if (kind == "log_softmax") return net_.layer("Log", {softmax(whole(op.in[0]), x)});
    if (kind == "one_hot" && !is_column) {
      std::vector<float> classes(static_cast<std::size_t>(op.attributes.end));
      std::iota(classes.begin(), classes.end(), 0.0f);
      return negation(is_positive(net_.layer("AbsVal", {less_each({whole(op.in[0]), x}, classes)})));
    }
    if (kind == "layer_norm" && graph_.ops().readers(op.out[1]) == 0) {
      const double each = 1 / static_cast<double>(x.cols());
      Shape column = x;
      column.dims.back() = 1;
      const Blob in = whole(op.in[0]);
      const Blob centred = sum(in, tiled({sum_of_last({in, x}, each), column}, x), -1);
      const Blob variance = sum_of_last({power(centred, 1, 0, 2), x}, each);
      return product(centred, tiled({power(variance, 1, op.attributes.value, -0.5), column}, x));
    }
    return {};
  }
  Blob softmax(const Blob& x, const Shape& shape) {
    return net_.layer("Softmax", {x}, {"softmax_param", shape.rank() == 2 ? "" : "axis: " + axis(shape)});
  }

  const FoldedGraph& graph_;
  std::span<const std::string> inputs_;
  NetWriter& net_;
  const Format& format_;
  int op_ = 0;                       // which is being written
  bool is_alone_ = false;            // of two operands: nobody else takes them
  std::map<int, Operand> operands_;  // by value
};

}  // namespace

std::vector<std::string> write_network(const FoldedGraph& graph, std::span<const std::string> inputs, NetWriter& net, const Format& format) {
  return NetworkWriter(graph, inputs, net, format).write();
}

}  // namespace nntrain::caffe
