// softmax, log_softmax over the last axis; pick and one_hot by label; softmax_cross_entropy, their stable composition.
#include <limits>

#include "graph/ops.h"
#include "kernels/rows.h"
#include "kernels/vector_math.h"

namespace nntrain {

namespace vm = vector_math;

namespace {

// A block of rows at a time, so that a few classes fill vectors, too.
struct Exponentials {
  static constexpr Index most_rows = 64;
  real max[most_rows], sum[most_rows];
};
// Of rows [r0, r1): output `y` is exp(x - max x), where x is input 0.
void exponentials(const RowArguments& a, Index r0, Index r1, std::size_t y, Exponentials& e) {
  const Index n = a.cols;
  for (Index r = r0; r < r1; ++r) {
    const real* x = a.input(0, r);
    real* to = a.output(y, r);
    real max = x[0];
    for (Index i = 1; i < n; ++i) max = (x[i] > max) ? x[i] : max;
    for (Index i = 0; i < n; ++i) to[i] = x[i] - max;
    e.max[r - r0] = max;
  }
  const bool dense = a.out_stride[y] == n;
  const Index length = dense ? (r1 - r0) * n : n;
  for (Index r = r0; r < r1; r += dense ? r1 - r0 : 1) {
    real* to = a.output(y, r);
#pragma GCC ivdep
    for (Index i = 0; i < length; ++i) to[i] = vm::exp(to[i]);
  }
  for (Index r = r0; r < r1; ++r) {
    const real* p = a.output(y, r);
    e.sum[r - r0] = row_sum(n, [&](Index i) { return p[i]; });
  }
}
void softmax_rows(const RowArguments& a, Index r0, Index r1, std::size_t y, Exponentials& e) {
  exponentials(a, r0, r1, y, e);
  for (Index r = r0; r < r1; ++r) {
    real* to = a.output(y, r);
    const real inverse = 1 / e.sum[r - r0];
#pragma GCC ivdep
    for (Index i = 0; i < a.cols; ++i) to[i] *= inverse;
  }
}
void log_sums(Index rows, Exponentials& e) {
#pragma GCC ivdep
  for (Index r = 0; r < rows; ++r) e.sum[r] = vm::log(e.sum[r]);
}
// The row's label as a column, or -1 if there is no such column.
Index column_of(const real* label, Index n) { return (*label >= 0 && *label < static_cast<real>(n)) ? static_cast<Index>(*label) : -1; }
constexpr real nan_value = std::numeric_limits<real>::quiet_NaN();

void softmax_forward(const RowArguments& a, Index r0, Index r1) {
  Exponentials e;
  softmax_rows(a, r0, r1, 0, e);
}
void softmax_backward(const RowArguments& a, Index r) {  // y (dy - sum(y dy))
  const real *y = a.input(0, r), *dy = a.input(1, r);
  real* dx = a.output(0, r);
  const real dot = row_sum(a.cols, [&](Index i) { return y[i] * dy[i]; });
#pragma GCC ivdep
  for (Index i = 0; i < a.cols; ++i) dx[i] = y[i] * (dy[i] - dot);
}

void log_softmax_forward(const RowArguments& a, Index r0, Index r1) {
  Exponentials e;
  exponentials(a, r0, r1, 0, e);
  log_sums(r1 - r0, e);
  for (Index r = r0; r < r1; ++r) {
    const real *x = a.input(0, r), max = e.max[r - r0], log_sum = e.sum[r - r0];
    real* y = a.output(0, r);
#pragma GCC ivdep
    for (Index i = 0; i < a.cols; ++i) y[i] = (x[i] - max) - log_sum;
  }
}
void log_softmax_backward(const RowArguments& a, Index r) {  // dy - softmax(x) sum(dy)
  const real *y = a.input(0, r), *dy = a.input(1, r);
  real* dx = a.output(0, r);
  const real sum = row_sum(a.cols, [&](Index i) { return dy[i]; });
#pragma GCC ivdep
  for (Index i = 0; i < a.cols; ++i) dx[i] = dy[i] - vm::exp(y[i]) * sum;
}

void pick_forward(const RowArguments& a, Index r) {
  const Index column = column_of(a.input(1, r), a.cols);
  *a.output(0, r) = column < 0 ? nan_value : a.input(0, r)[column];
}
void one_hot_row(const RowArguments& a, Index r) {
  const Index classes = a.attributes.end, column = column_of(a.input(0, r), classes);
  real* y = a.output(0, r);
  std::fill_n(y, classes, column < 0 ? nan_value : real(0));
  if (column >= 0) y[column] = 1;
}

// Outputs: the loss of each row, and the softmax, which the gradient needs.
void cross_entropy_forward(const RowArguments& a, Index r0, Index r1) {
  Exponentials e;
  softmax_rows(a, r0, r1, 1, e);
  log_sums(r1 - r0, e);
  for (Index r = r0; r < r1; ++r) {
    const Index column = column_of(a.input(1, r), a.cols);
    *a.output(0, r) = column < 0 ? nan_value : e.sum[r - r0] + e.max[r - r0] - a.input(0, r)[column];
  }
}
void cross_entropy_backward(const RowArguments& a, Index r) {  // (softmax - one_hot(label)) dy
  const real *p = a.input(0, r), dy = *a.input(2, r);
  real* dx = a.output(0, r);
  const Index column = column_of(a.input(1, r), a.cols);
#pragma GCC ivdep
  for (Index i = 0; i < a.cols; ++i) dx[i] = p[i] * dy;
  if (column >= 0) dx[column] -= dy;
}

std::vector<Shape> row_shape(const Graph& graph, const Op& op) { return {one_per_row(shape_of(graph, op.in[0]))}; }

template <void (*f)(const RowArguments&, Index)>
constexpr OpKind row_kind(std::string_view name, std::vector<Shape> (*shape)(const Graph&, const Op&),
                          void (*gradient)(Chain&) = nullptr) {
  return {.name = name, .shape = shape, .gradient = gradient, .lower = lower_rows<f>, .reads = Layout::rows};
}
template <void (*f)(const RowArguments&, Index, Index)>
constexpr OpKind row_block_kind(std::string_view name, std::vector<Shape> (*shape)(const Graph&, const Op&), void (*gradient)(Chain&)) {
  return {.name = name, .shape = shape, .gradient = gradient, .lower = lower_row_blocks<f, Exponentials::most_rows>, .reads = Layout::rows};
}

}  // namespace

extern const OpKind softmax_kind, softmax_gradient_kind, log_softmax_kind, log_softmax_gradient_kind, pick_kind, one_hot_kind,
    softmax_cross_entropy_kind, softmax_cross_entropy_gradient_kind;

constinit const OpKind softmax_kind = row_block_kind<softmax_forward>(
    "softmax", same_shape, [](Chain& c) { c.add(0, emit("softmax_gradient", {c.out(), c.dy()})); });
constinit const OpKind softmax_gradient_kind = row_kind<softmax_backward>("softmax_gradient", same_shape);
constinit const OpKind log_softmax_kind = row_block_kind<log_softmax_forward>(
    "log_softmax", same_shape, [](Chain& c) { c.add(0, emit("log_softmax_gradient", {c.out(), c.dy()})); });
constinit const OpKind log_softmax_gradient_kind = row_kind<log_softmax_backward>("log_softmax_gradient", same_shape);
constinit const OpKind pick_kind = row_kind<pick_forward>(
    "pick", row_shape, [](Chain& c) { c.add(0, expand(c.dy(), c.in().shape()) * one_hot(c.in(1), c.in().shape().cols())); });
constinit const OpKind one_hot_kind = row_kind<one_hot_row>("one_hot", [](const Graph& graph, const Op& op) {
  Shape shape = shape_of(graph, op.in[0]);
  shape.dims.back() = op.attributes.end;
  return std::vector<Shape>{shape};
});
constinit const OpKind softmax_cross_entropy_kind = row_block_kind<cross_entropy_forward>(
    "softmax_cross_entropy",
    [](const Graph& graph, const Op& op) {
      return std::vector<Shape>{one_per_row(shape_of(graph, op.in[0])), shape_of(graph, op.in[0])};
    },
    [](Chain& c) { c.add(0, emit("softmax_cross_entropy_gradient", {c.out(1), c.in(1), c.dy()})); });
constinit const OpKind softmax_cross_entropy_gradient_kind =
    row_kind<cross_entropy_backward>("softmax_cross_entropy_gradient", same_shape);

}  // namespace nntrain
