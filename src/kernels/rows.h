// Row-wise ops: a function of one row at a time, rows dealt to threads by sample.
#pragma once
#include "kernels/real.h"

namespace nntrain {

// Operands as rows x cols; columns are dense. cols is that of the first input.
struct RowArguments {
  Extent rows;
  Index cols;
  const real* in[4];
  Index in_stride[4];
  real* out[2];
  Index out_stride[2];
  Attributes attributes;

  const real* input(std::size_t i, Index row) const { return in[i] + row * in_stride[i]; }
  real* output(std::size_t i, Index row) const { return out[i] + row * out_stride[i]; }
};

// f(a, r0, r1): rows [r0, r1), at most `most` of them.
template <void (*f)(const RowArguments&, Index r0, Index r1), Index most>
void run_row_blocks(const RowArguments& a, const Thread& t) {
  auto [begin, end] = a.rows.per_sample ? t.samples() : t.slice(a.rows.fixed);
  if (a.rows.per_sample) begin *= a.rows.per_sample, end *= a.rows.per_sample;
  for (Index r = begin; r < end; r += most) f(a, r, std::min(r + most, end));
}
template <void (*f)(const RowArguments&, Index r0, Index r1), Index most>
void lower_row_blocks(Lowering& l, const Step& step) {
  const Op& op = l.main(step);
  RowArguments a{l.rows(op.in[0]), l.value(op.in[0]).shape.cols(), {}, {}, {}, {}, op.attributes};
  for (std::size_t i = 0; i < op.in.size(); ++i) {
    a.in[i] = as_real(l.address(op.in[i]));
    a.in_stride[i] = row_layout(l.value(op.in[i])).row_stride;
  }
  for (std::size_t i = 0; i < op.out.size(); ++i) {
    a.out[i] = as_real(l.address(op.out[i]));
    a.out_stride[i] = row_layout(l.value(op.out[i])).row_stride;
  }
  const bool by_samples = a.rows.per_sample > 0;
  l.add(step, run_row_blocks<f, most>, std::move(a), by_samples);
}

template <void (*f)(const RowArguments&, Index row)>
void each_row(const RowArguments& a, Index r0, Index r1) {
  for (Index r = r0; r < r1; ++r) f(a, r);
}
template <void (*f)(const RowArguments&, Index row)>
void lower_rows(Lowering& l, const Step& step) {
  lower_row_blocks<each_row<f>, 4096>(l, step);
}

// Sum of f(0) ... f(n - 1) in an order that depends on n alone: sixteen lanes, so that every vector width sums alike.
template <class F>
real row_sum(Index n, F f) {
  real tail = 0;
  Index i = 0;
  if (n < 16) {  // ten classes, three classes: the lanes would cost more than the sum
    for (; i < n; ++i) tail += f(i);
    return tail;
  }
  real lane[16] = {};
  for (; i + 16 <= n; i += 16)
    for (Index k = 0; k < 16; ++k) lane[k] += f(i + k);
  for (; i < n; ++i) tail += f(i);
  for (Index width = 8; width; width /= 2)
    for (Index k = 0; k < width; ++k) lane[k] += lane[k + width];
  return lane[0] + tail;
}

inline Shape one_per_row(Shape shape) {
  if (!shape.dims.empty() && !(shape.batched && shape.rank() == 1)) shape.dims.back() = 1;
  return shape;
}
inline const Shape& shape_of(const Graph& graph, int value) { return graph.values[static_cast<std::size_t>(value)].shape; }
inline std::vector<Shape> same_shape(const Graph& graph, const Op& op) { return {shape_of(graph, op.in[0])}; }

}  // namespace nntrain
