// add sub mul div maximum minimum abs sign trunc square sqrt rsqrt: elementwise.
#include <cmath>

#include "graph/ops.h"
#include "kernels/map.h"

namespace nntrain {

namespace {

const Value* as_constant(Tensor x) { return x.value().role == Role::constant ? &x.value() : nullptr; }
bool is_constant(Tensor x, double number) { return as_constant(x) && as_constant(x)->constant == number; }

// The result of op(constant, constant), in the larger shape.
template <class F>
Tensor folded(Graph& graph, std::span<const Tensor> in, F op) {
  if (!as_constant(in[0]) || !as_constant(in[1])) return {};
  const Shape &a = in[0].shape(), &b = in[1].shape();
  return expand(constant(graph, op(as_constant(in[0])->constant, as_constant(in[1])->constant)), a.rank() >= b.rank() ? a : b);
}
// One operand, in the shape that the op would have given it.
Tensor kept(Tensor operand, Tensor other) {
  return operand.shape().dims.empty() && !other.shape().dims.empty() ? expand(operand, other.shape()) : operand;
}

Tensor simplify_add(Graph& graph, std::span<const Tensor> in, const Attributes&) {
  if (is_constant(in[0], 0)) return kept(in[1], in[0]);
  if (is_constant(in[1], 0)) return kept(in[0], in[1]);
  return folded(graph, in, [](double a, double b) { return a + b; });
}
Tensor simplify_sub(Graph& graph, std::span<const Tensor> in, const Attributes&) {
  if (is_constant(in[1], 0)) return kept(in[0], in[1]);
  return folded(graph, in, [](double a, double b) { return a - b; });
}
Tensor simplify_mul(Graph& graph, std::span<const Tensor> in, const Attributes&) {
  if (is_constant(in[0], 1)) return kept(in[1], in[0]);
  if (is_constant(in[1], 1)) return kept(in[0], in[1]);
  return folded(graph, in, [](double a, double b) { return a * b; });
}
Tensor simplify_div(Graph& graph, std::span<const Tensor> in, const Attributes&) {
  if (is_constant(in[1], 1)) return kept(in[0], in[1]);
  return folded(graph, in, [](double a, double b) { return a / b; });
}

constexpr OpKind with(OpKind kind, Tensor (*simplify)(Graph&, std::span<const Tensor>, const Attributes&)) {
  kind.simplify = simplify;
  return kind;
}

}  // namespace

extern const OpKind add_kind, sub_kind, mul_kind, div_kind, maximum_kind, minimum_kind, stop_gradient_kind, abs_kind, sign_kind, trunc_kind, square_kind,
    sqrt_kind, rsqrt_kind;

constinit const OpKind add_kind = with(elementwise("add", binary<[](real a, real b) { return a + b; }>,
                                                   [](Chain& c) {
                                                     c.add(0, c.dy());
                                                     c.add(1, c.dy());
                                                   }),
                                       simplify_add);
constinit const OpKind sub_kind = with(elementwise("sub", binary<[](real a, real b) { return a - b; }>,
                                                   [](Chain& c) {
                                                     c.add(0, c.dy());
                                                     if (c.wants(1)) c.add(1, -c.dy());
                                                   }),
                                       simplify_sub);
constinit const OpKind mul_kind = with(elementwise("mul", binary<[](real a, real b) { return a * b; }>,
                                                   [](Chain& c) {
                                                     if (c.wants(0)) c.add(0, c.dy() * c.in(1));
                                                     if (c.wants(1)) c.add(1, c.dy() * c.in(0));
                                                   }),
                                       simplify_mul);
constinit const OpKind div_kind = with(elementwise("div", binary<[](real a, real b) { return a / b; }>,
                                                   [](Chain& c) {
                                                     if (c.wants(0)) c.add(0, c.dy() / c.in(1));
                                                     if (c.wants(1)) c.add(1, -(c.dy() * c.out() / c.in(1)));
                                                   }),
                                       simplify_div);

// Where both are equal, the gradient goes to the first: as PyTorch's clamp and JAX's relu-like uses expect of a constant bound.
constinit const OpKind maximum_kind = elementwise("maximum", binary<[](real a, real b) { return (a >= b) ? a : b; }>, [](Chain& c) {
  const Tensor first = greater_equal(c.in(0), c.in(1));
  if (c.wants(0)) c.add(0, c.dy() * first);
  if (c.wants(1)) c.add(1, c.dy() * (1.0 - first));
});
constinit const OpKind minimum_kind = elementwise("minimum", binary<[](real a, real b) { return (a <= b) ? a : b; }>, [](Chain& c) {
  const Tensor first = greater_equal(c.in(1), c.in(0));
  if (c.wants(0)) c.add(0, c.dy() * first);
  if (c.wants(1)) c.add(1, c.dy() * (1.0 - first));
});

constinit const OpKind stop_gradient_kind = elementwise("stop_gradient", unary<[](real x) { return x; }>, nullptr);
constinit const OpKind abs_kind =
    elementwise("abs", unary<[](real x) { return std::fabs(x); }>, [](Chain& c) { c.add(0, c.dy() * sign(c.in())); });
constinit const OpKind sign_kind =
    elementwise("sign", unary<[](real x) { return (x > 0) ? real(1) : (x < 0) ? real(-1) : real(0); }>, nullptr);
constinit const OpKind trunc_kind = elementwise("trunc", unary<[](real x) { return std::trunc(x); }>, nullptr);
constinit const OpKind square_kind =
    elementwise("square", unary<[](real x) { return x * x; }>, [](Chain& c) { c.add(0, c.dy() * c.in() * 2.0); });
constinit const OpKind sqrt_kind =
    elementwise("sqrt", unary<[](real x) { return std::sqrt(x); }>, [](Chain& c) { c.add(0, c.dy() * 0.5 / c.out()); });
constinit const OpKind rsqrt_kind = elementwise("rsqrt", unary<[](real x) { return 1 / std::sqrt(x); }>, [](Chain& c) {
  c.add(0, c.dy() * (c.out() * square(c.out())) * -0.5);
});

}  // namespace nntrain
