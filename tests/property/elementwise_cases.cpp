#include "property/op_cases.h"

namespace nntrain::test {

namespace {

// One function over every layout that an elementwise op meets.
OpCase unary(std::string name, Tensor (*f)(Tensor), Draw draw, bool gradient = true) {
  return {std::move(name),
          [f, draw](Inputs& in) -> std::vector<Tensor> {
            const Tensor matrix = in.batched({20}, draw), images = in.batched({3, 4}, draw);
            return {f(in.batched({1}, draw)),
                    f(in.batched({513}, draw)),
                    f(in.batched({}, draw)),
                    f(slice(matrix, 1, 2, 19)),
                    f(slice(matrix, 1, 3, 4)),
                    f(transpose(images, {0, 2, 1})),
                    f(slice(images, 2, 1, 3)),
                    f(in.weight({9, 2}, draw)),
                    f(in.weight({1100}, draw)),
                    f(expand(in.weight({4, 1}, draw), {{1, 4, 5}, true}))};
          },
          7, gradient};
}

// One function of two operands, over the ways to broadcast.
OpCase binary(std::string name, Tensor (*f)(Tensor, Tensor), Draw a, Draw b, bool gradient = true) {
  return {std::move(name),
          [f, a, b](Inputs& in) -> std::vector<Tensor> {
            const Tensor batch = in.batched({17}, a), column = in.batched({1}, b), images = in.batched({4, 5}, a);
            return {f(batch, in.batched({17}, b)),
                    f(batch, in.weight({17}, b)),
                    f(in.weight({17}, a), in.batched({17}, b)),
                    f(batch, column),
                    f(in.batched({1}, a), in.batched({17}, b)),
                    f(in.batched({3, 1}, a), in.batched({1, 4}, b)),
                    f(images, in.weight({4, 1}, b)),
                    f(images, in.weight({1, 5}, b)),
                    f(images, in.weight({1}, b)),
                    f(in.weight({4, 1}, a), in.weight({1, 5}, b)),
                    f(in.batched({300}, a), in.weight({300}, b)),
                    f(batch, constant(in.graph, 0.75)),
                    f(constant(in.graph, 0.75), in.batched({17}, b)),
                    f(batch, in.number("half", 0.4375)),
                    f(column, slice(in.batched({6}, b), 1, 2, 3)),
                    f(in.batched({2, 1, 3}, a), in.batched({1, 4, 1}, b))};
          },
          7, gradient};
}

OpCase select_case() {
  return {"select",
          [](Inputs& in) -> std::vector<Tensor> {
            const Tensor bit = in.batched({17}, labels(2)), a = in.batched({17}), b = in.batched({17});
            return {select(bit, a, b),
                    select(bit, a, constant(in.graph, 3)),
                    select(bit, constant(in.graph, 3), b),
                    select(bit, in.weight({17}), in.batched({1})),
                    select(in.batched({1}, labels(2)), a, in.weight({1})),
                    select(in.weight({17}, labels(2)), a, b),
                    select(bit, a, in.number("three", 3))};
          }};
}

OpCase times_normal_case() {
  return {"times_normal",
          [](Inputs& in) -> std::vector<Tensor> {
            return {times_normal(in.batched({600}), 1), times_normal(in.batched({17}), 2), times_normal(in.weight({17}), 2),
                    times_normal(slice(in.batched({20}), 1, 1, 9), 3),
                    times_normal(expand(constant(in.graph, 0.5), per_sample({9})), 4) + in.batched({9}),
                    times_normal(expand(in.batched({1}), per_sample({9})), 4), times_normal(in.batched({33}) * 2.0, 5)};
          },
          7, true, false};
}

OpCase dropout_case() {
  return {"dropout",
          [](Inputs& in) -> std::vector<Tensor> {
            return {dropout(in.batched({600}), 0.3, 1), dropout(in.batched({17}), 0.5, 2), dropout(in.weight({17}), 0.5, 2),
                    dropout(slice(in.batched({20}), 1, 1, 9), 0.25, 3), dropout(expand(in.batched({1}), per_sample({9})), 0.5, 4),
                    relu(dropout(in.batched({33}, away_from_zero()) * 2.0, 0.5, 5))};
          },
          7, true, false};
}

}  // namespace

std::vector<OpCase> elementwise_cases() {
  const Draw any{-3, 3}, kinked = away_from_zero(), positive{0.2, 4}, whole{-3, 3, 0, true, true}, some = fixed(-1, 1);
  return {
      unary("abs", abs, kinked),
      unary("sign", sign, whole, false),
      unary("trunc", trunc, any, false),
      unary("stop_gradient", stop_gradient, any, false),
      unary("square", square, any),
      unary("sqrt", sqrt, positive),
      unary("rsqrt", rsqrt, positive),
      unary("exp", exp, any),
      unary("expm1", expm1, any),
      unary("log", log, positive),
      unary("relu", relu, kinked),
      unary("sigmoid", sigmoid, any),
      unary("tanh", tanh, any),
      unary("erf", erf, any),
      unary("softplus", softplus, any),
      binary("add", operator+, any, any),
      binary("sub", operator-, any, any),
      binary("mul", operator*, any, any),
      binary("div", operator/, any, positive),
      binary("maximum", maximum, between(-1, 2), between(-2, 1)),
      binary("minimum", minimum, between(-1, 2), between(-2, 1)),
      binary("greater", greater, whole, whole, false),
      binary("greater_equal", greater_equal, whole, whole, false),
      binary("equal", equal, whole, whole, false),
      select_case(),
      dropout_case(),
      times_normal_case(),
      unary("digitize", [](Tensor x) { return digitize(x, {-2, -1, -1, 0, 1.5}); }, whole, false),
      {"numbers",
       [](Inputs& in) -> std::vector<Tensor> {
         std::vector<double> row(17), column(5, 0.375);
         for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<double>(i) - 8.25;
         return {in.batched({17}) * numbers(in.graph, {17}, row), in.batched({5, 3}) + numbers(in.graph, {5, 1}, column),
                 numbers(in.graph, {1, 17}, row) * in.weight({17})};
       }},
      {"clip", [](Inputs& in) -> std::vector<Tensor> { return {clip(in.batched({19}, between(-2, 2)), -1, 1)}; }},
      {"gelu",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = in.batched({33});
         return {x * (erf(x * 0.70710678) + 1.0) * 0.5};
       }},
      {"numbers alone",
       [some](Inputs& in) -> std::vector<Tensor> {  // arithmetic of numbers, then with an operand that is one element
         const Tensor rate = in.number("a", 0.5) * in.number("b", 3) + 1.0;
         return {in.weight({5}, some) * rate, in.weight({1}, some) * rate, in.weight({1, 1}) - rate * 2.0, in.batched({3}) / rate};
       }},
  };
}

}  // namespace nntrain::test
