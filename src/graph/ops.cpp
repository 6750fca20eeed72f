#include "graph/ops.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

namespace nntrain {

namespace {

std::size_t index(Index i) { return static_cast<std::size_t>(i); }

// The shape that both operands broadcast to.
Shape broadcast(const Shape& a, const Shape& b) {
  const Shape &longer = a.batched == b.batched ? (a.rank() >= b.rank() ? a : b) : a.batched ? a : b;
  const Shape& shorter = &longer == &a ? b : a;
  Shape result = longer;
  for (std::size_t i = 1; i <= shorter.dims.size(); ++i) {
    assert(i <= result.dims.size());
    Index& d = result.dims[result.dims.size() - i];
    const Index other = shorter.dims[shorter.dims.size() - i];
    assert(d == other || d == 1 || other == 1);
    if (d == 1 && !(result.batched && i == result.dims.size())) d = other;
  }
  return result;
}

bool is_number(Tensor x) {
  const Value& v = x.value();
  return v.shape.dims.empty() && (v.role == Role::constant || v.role == Role::scalar);
}

// An elementwise op of two or three operands; single numbers need no expansion.
Tensor elementwise(std::string_view kind, Tensor a, Tensor b) {
  if (is_number(a) || is_number(b)) return emit(kind, {a, b});
  const Shape shape = broadcast(a.shape(), b.shape());
  return emit(kind, {expand(a, shape), expand(b, shape)});
}
Tensor number(Tensor like, double value) { return constant(*like.graph, value); }

}  // namespace

Tensor gather_batch(Graph& graph, std::vector<Index> sample, Index column) {
  Attributes a;
  a.dims = per_sample(std::move(sample)).dims;
  a.begin = column;
  return emit_all("gather_batch", std::span<const Tensor>{}, std::move(a), graph)[0];
}

Tensor numbers(Graph& graph, std::vector<Index> dims, std::vector<double> values) {
  Attributes a;
  a.dims = std::move(dims);
  a.numbers = std::move(values);
  return emit_all("numbers", std::span<const Tensor>{}, std::move(a), graph)[0];
}

Tensor reshape(Tensor x, Shape shape) {
  assert(shape.size() == x.shape().size() && shape.batched == x.shape().batched);
  if (x.shape() == shape) return x;
  Attributes a;
  a.dims = std::move(shape.dims);
  return emit("reshape", {x}, std::move(a));
}
Tensor transpose(Tensor x, std::vector<Index> order) {
  if (std::is_sorted(order.begin(), order.end())) return x;
  Attributes a;
  a.dims = std::move(order);
  return emit("transpose", {x}, std::move(a));
}
Tensor slice(Tensor x, Index axis, Index begin, Index end) {
  if (begin == 0 && end == x.shape().dims[index(axis)]) return x;
  Attributes a;
  a.axis = axis;
  a.begin = begin;
  a.end = end;
  return emit("slice", {x}, std::move(a));
}
Tensor expand(Tensor x, const Shape& shape) {
  if (x.shape() == shape) return x;
  Attributes a;
  a.dims = shape.dims;
  a.batched = shape.batched;
  return emit("expand", {x}, std::move(a));
}
Tensor copy(Tensor x) { return emit("copy", {x}); }
Tensor concatenate(std::span<const Tensor> parts, Index axis) {
  Attributes a;
  a.axis = axis;
  Shape whole = parts[0].shape();
  whole.dims[index(axis)] = 0;
  for (const Tensor& part : parts) {
    a.dims.push_back(whole.dims[index(axis)]);
    whole.dims[index(axis)] += part.shape().dims[index(axis)];
  }
  a.dims.insert(a.dims.end(), whole.dims.begin(), whole.dims.end());
  return emit_all("assemble", parts, std::move(a), *parts[0].graph)[0];
}

Tensor operator+(Tensor a, Tensor b) { return elementwise("add", a, b); }
Tensor operator-(Tensor a, Tensor b) { return elementwise("sub", a, b); }
Tensor operator*(Tensor a, Tensor b) { return elementwise("mul", a, b); }
Tensor operator/(Tensor a, Tensor b) { return elementwise("div", a, b); }
Tensor operator+(Tensor a, double b) { return a + number(a, b); }
Tensor operator-(Tensor a, double b) { return a - number(a, b); }
Tensor operator*(Tensor a, double b) { return a * number(a, b); }
Tensor operator/(Tensor a, double b) { return a / number(a, b); }
Tensor operator-(Tensor a) { return a * -1.0; }
Tensor operator-(double a, Tensor b) { return number(b, a) - b; }
Tensor operator/(double a, Tensor b) { return number(b, a) / b; }
Tensor maximum(Tensor a, Tensor b) { return elementwise("maximum", a, b); }
Tensor minimum(Tensor a, Tensor b) { return elementwise("minimum", a, b); }
Tensor maximum(Tensor a, double b) { return maximum(a, number(a, b)); }
Tensor minimum(Tensor a, double b) { return minimum(a, number(a, b)); }
Tensor clip(Tensor x, double low, double high) { return minimum(maximum(x, low), high); }
Tensor greater(Tensor a, Tensor b) { return elementwise("greater", a, b); }
Tensor greater(Tensor a, double b) { return greater(a, number(a, b)); }
Tensor greater_equal(Tensor a, Tensor b) { return elementwise("greater_equal", a, b); }
Tensor equal(Tensor a, Tensor b) { return elementwise("equal", a, b); }
Tensor select(Tensor condition, Tensor yes, Tensor no) {
  Shape shape = condition.shape();
  for (const Tensor t : {yes, no})
    if (!is_number(t)) shape = broadcast(shape, t.shape());
  const auto whole = [&](Tensor t) { return is_number(t) ? t : expand(t, shape); };
  return emit("select", {whole(condition), whole(yes), whole(no)});
}
Tensor stop_gradient(Tensor x) { return emit("stop_gradient", {x}); }
Tensor digitize(Tensor x, std::vector<double> bounds) {
  Attributes a;
  a.numbers = std::move(bounds);
  return emit("digitize", {x}, std::move(a));
}
Tensor abs(Tensor x) { return emit("abs", {x}); }
Tensor sign(Tensor x) { return emit("sign", {x}); }
Tensor trunc(Tensor x) { return emit("trunc", {x}); }
Tensor square(Tensor x) { return emit("square", {x}); }
Tensor sqrt(Tensor x) { return emit("sqrt", {x}); }
Tensor rsqrt(Tensor x) { return emit("rsqrt", {x}); }
Tensor exp(Tensor x) { return emit("exp", {x}); }
Tensor expm1(Tensor x) { return emit("expm1", {x}); }
Tensor log(Tensor x) { return emit("log", {x}); }
Tensor relu(Tensor x) { return emit("relu", {x}); }
Tensor sigmoid(Tensor x) { return emit("sigmoid", {x}); }
Tensor tanh(Tensor x) { return emit("tanh", {x}); }
Tensor erf(Tensor x) { return emit("erf", {x}); }
Tensor softplus(Tensor x) { return emit("softplus", {x}); }
Tensor dropout(Tensor x, double rate, std::uint32_t stream) {
  Attributes a;
  a.value = rate;
  a.stream = stream;
  return emit("dropout", {x}, std::move(a));
}
Tensor times_normal(Tensor x, std::uint32_t stream) {
  Attributes a;
  a.stream = stream;
  return emit("times_normal", {x}, std::move(a));
}

Tensor matmul(Tensor a, Tensor b, bool transpose_a, bool transpose_b) {
  const Shape from = a.shape();
  if (from.rank() > 2 && b.shape().rank() == 2 && !transpose_a) {  // leading dimensions fold into rows
    Shape to = from;
    to.dims.back() = b.shape().dims[transpose_b ? 0 : 1];
    return reshape(matmul(reshape(a, {{from.rows(), from.cols()}, from.batched}), b, false, transpose_b), to);
  }
  Attributes attributes;
  attributes.transpose_a = transpose_a;
  attributes.transpose_b = transpose_b;
  return emit("matmul", {a, b}, std::move(attributes));
}

Tensor sum_last(Tensor x) { return x.shape().cols() == 1 ? x : emit("sum_last", {x}); }
Tensor sum_rows(Tensor x) { return emit("sum_rows", {x}); }
Tensor sum(Tensor x, std::vector<Index> axes) {
  const Shape from = x.shape();
  std::sort(axes.begin(), axes.end());
  Shape kept = from;
  Index reduced = 1;
  for (const Index a : axes) {
    reduced *= from.dims[index(a)];
    kept.dims[index(a)] = 1;
  }
  if (reduced == 1) return x;
  std::vector<Index> order;
  for (Index i = 0; i < from.rank(); ++i)
    if (!std::binary_search(axes.begin(), axes.end(), i)) order.push_back(i);
  order.insert(order.end(), axes.begin(), axes.end());
  Shape rows{{from.size() / reduced, reduced}, from.batched};
  return reshape(sum_last(reshape(transpose(x, order), rows)), kept);
}
Tensor mean(Tensor x, std::vector<Index> axes) {
  double n = 1;
  for (const Index a : axes) n *= static_cast<double>(x.shape().dims[index(a)]);
  return sum(x, std::move(axes)) * (1 / n);
}
Tensor sum_to(Tensor x, const Shape& shape) {
  const Shape from = x.shape();
  if (from == shape) return x;
  const Index missing = from.rank() - shape.rank();
  std::vector<Index> repeated;
  for (Index i = 0; i < from.rank(); ++i) {
    const bool leading = i == 0 && from.batched;
    const bool gone = i < missing || (leading && !shape.batched);
    if (gone || (!leading && shape.dims[index(i - missing)] == 1 && from.dims[index(i)] != 1)) repeated.push_back(i);
  }
  // The repeated dimensions at the front are one sum over rows; any others are summed first, each within its sample.
  Index front = 0;
  while (front < static_cast<Index>(repeated.size()) && repeated[index(front)] == front) ++front;
  if (from.batched && shape.batched) front = 0;
  if (const std::vector<Index> inner(repeated.begin() + front, repeated.end()); !inner.empty()) x = sum(x, inner);
  if (front > 0) {
    Index kept = 1;
    for (Index i = front; i < x.shape().rank(); ++i) kept *= x.shape().dims[index(i)];
    x = sum_rows(reshape(x, {{x.shape().size() / kept, kept}, x.shape().batched}));
  }
  return x.shape() == shape ? x : reshape(x, shape);
}
Tensor sum_all(Tensor x) {
  if (x.shape().batched || x.shape().rank() != 1) x = sum_rows(x);
  return reshape(sum_last(x), {{1}, false});
}
Tensor argmax_last(Tensor x) { return emit("argmax_last", {x}); }

Tensor softmax(Tensor x) { return emit("softmax", {x}); }
Tensor sparsemax(Tensor x) { return emit("sparsemax", {x}); }
Tensor log_softmax(Tensor x) { return emit("log_softmax", {x}); }
Tensor layer_norm(Tensor x, double epsilon) {
  Attributes a;
  a.value = epsilon;
  return emit("layer_norm", {x}, std::move(a));
}
Tensor softmax_cross_entropy(Tensor logits, Tensor label) { return emit("softmax_cross_entropy", {logits, label}); }
Tensor pick(Tensor x, Tensor index) { return emit("pick", {x, index}); }
Tensor embedding(Tensor table, Tensor index) { return emit("embedding", {table, index}); }
Tensor one_hot(Tensor label, Index classes) {
  Attributes a;
  a.end = classes;
  return emit("one_hot", {label}, std::move(a));
}
Tensor confusion_counts(Tensor label, Tensor prediction, Tensor weight, std::vector<double> thresholds) {
  Attributes a;
  a.numbers = std::move(thresholds);
  return emit("confusion_counts", {label, prediction, weight}, std::move(a));
}

void assign(Tensor variable, Tensor value) { emit("assign", {variable, value}); }
void accumulate(Tensor total, Tensor lost, Tensor value) { emit("accumulate", {total, lost, value}); }
void update_sgd(Tensor w, Tensor gradient, Tensor rate) { emit("update_sgd", {w, gradient, rate}); }
void update_momentum(Tensor w, Tensor m, Tensor gradient, Tensor rate, double momentum, bool nesterov) {
  Attributes a;
  a.numbers = {momentum};
  emit(nesterov ? "update_nesterov" : "update_momentum", {w, m, gradient, rate}, std::move(a));
}
void update_adam(Tensor w, Tensor m, Tensor v, Tensor gradient, Tensor rate, double beta_1, double beta_2, double epsilon) {
  Attributes a;
  a.numbers = {beta_1, beta_2, epsilon};
  emit("update_adam", {w, m, v, gradient, rate}, std::move(a));
}
void update_rmsprop(Tensor w, Tensor v, Tensor gradient, Tensor rate, double rho, double epsilon) {
  Attributes a;
  a.numbers = {rho, epsilon};
  emit("update_rmsprop", {w, v, gradient, rate}, std::move(a));
}

}  // namespace nntrain
