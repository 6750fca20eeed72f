// sum_last: (..., n) -> (..., 1). sum_rows: (..., n) -> (n). argmax_last: (..., n) -> (..., 1).
#include "graph/ops.h"
#include "kernels/map.h"
#include "kernels/rows.h"

namespace nntrain {

namespace {

std::vector<Shape> row_shape(const Graph& graph, const Op& op) { return {one_per_row(shape_of(graph, op.in[0]))}; }
void expand_gradient(Chain& c) { c.add(0, expand(c.dy(), c.in().shape())); }

void sum_row(const RowArguments& a, Index r) {
  const real* x = a.input(0, r);
  *a.output(0, r) = row_sum(a.cols, [&](Index i) { return x[i]; });
}
void argmax_row(const RowArguments& a, Index r) {
  const real* x = a.input(0, r);
  Index best = 0;
  for (Index i = 1; i < a.cols; ++i)
    if (x[i] > x[best]) best = i;
  *a.output(0, r) = static_cast<real>(best);
}

// Every column is summed by one thread, row after row.
struct SumRows {
  Extent rows;
  Index cols, row_stride, col_stride;
  const real* x;
  real* y;  // null: into scratch, for the tail alone
  MapProgram tail;
};
void run_sum_rows(const SumRows& a, const Thread& t) {
  const auto c = t.slice(a.cols, 16);
  if (c.empty()) return;
  real* y = a.y ? a.y + c.begin : as_real(t.scratch);
  const Index n = c.end - c.begin, rows = a.rows.at(t.batch);
  const real* x = a.x + c.begin * a.col_stride;
  for (Index i = 0; i < n; ++i) y[i] = 0;
  for (Index r = 0; r < rows; ++r, x += a.row_stride) {
    if (n == 1) {
      *y += *x;
    } else if (a.col_stride == 1) {
#pragma GCC ivdep
      for (Index i = 0; i < n; ++i) y[i] += x[i];
    } else {
      for (Index i = 0; i < n; ++i) y[i] += *x;
    }
  }
  if (!a.tail.empty()) run_map_chain(a.tail, t, 0, 1, c.begin, c.end);
}
void lower_sum_rows(Lowering& l, const Step& step) {
  const Op& op = l.main(step);
  const Value& x = l.value(op.in[0]);
  const RowLayout layout = row_layout(x);
  l.add(step, run_sum_rows,
        SumRows{l.rows(op.in[0]), x.shape.cols(), layout.row_stride, layout.col_stride, as_real(l.address(op.in[0])),
                as_real(l.address(op.out[0])), l.tail(step)},
        false);
}

}  // namespace

extern const OpKind sum_last_kind, sum_rows_kind, argmax_last_kind;
constinit const OpKind sum_last_kind{.name = "sum_last",
                                     .shape = row_shape,
                                     .gradient = expand_gradient,
                                     .lower = lower_rows<sum_row>,
                                     .reads = Layout::rows};
constinit const OpKind sum_rows_kind{
    .name = "sum_rows",
    .shape = [](const Graph& graph, const Op& op) { return std::vector<Shape>{Shape{{shape_of(graph, op.in[0]).cols()}, false}}; },
    .gradient = expand_gradient,
    .lower = lower_sum_rows,
    .reads = Layout::rows,
    .takes_tail = true};
constinit const OpKind argmax_last_kind{
    .name = "argmax_last", .shape = row_shape, .lower = lower_rows<argmax_row>, .reads = Layout::rows};

}  // namespace nntrain
