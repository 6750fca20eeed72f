// matmul: y = a b, either side taken transposed. (m, k) x (k, n), or equal leading dimensions: one product for each.
#include <cassert>

#include "graph/ops.h"
#include "kernels/fused_gemm.h"
#include "kernels/map.h"
#include "kernels/rows.h"

namespace nntrain {

namespace {

std::vector<Shape> shape(const Graph& graph, const Op& op) {
  const Shape &a = shape_of(graph, op.in[0]), &b = shape_of(graph, op.in[1]);
  const bool ta = op.attributes.transpose_a, tb = op.attributes.transpose_b;
  assert(a.dims[a.dims.size() - (ta ? 2 : 1)] == b.dims[b.dims.size() - (tb ? 1 : 2)]);
  Shape y = a;
  y.dims[y.dims.size() - 2] = a.dims[a.dims.size() - (ta ? 1 : 2)];
  y.dims.back() = b.dims[b.dims.size() - (tb ? 2 : 1)];
  if (ta && a.rank() == 2) y.batched = false;  // a weight's gradient: the batch is summed over
  return {y};
}
void gradient(Chain& c) {
  const bool ta = c.attributes().transpose_a, tb = c.attributes().transpose_b;
  if (c.wants(0)) c.add(0, ta ? matmul(c.in(1), c.dy(), tb, true) : matmul(c.dy(), c.in(1), false, !tb));
  if (c.wants(1)) c.add(1, tb ? matmul(c.dy(), c.in(0), true, ta) : matmul(c.in(0), c.dy(), !ta, false));
}

// The method must not depend on the batch or a thread's slice, or they would show in the bits.
struct Method {
  bool tiny;                 // by tiny_gemm(), else ...
  decltype(&gemm) multiply;  // ... by this
};
Method choose(Lowering& l, const Extent& m, Index n, const Extent& k) {
  const bool fused = l.reproducible() && !has_fused_multiply_add;
  const Index limit = m.per_sample || k.per_sample ? 16 : 256;
  const bool tiny = !fused && (m.per_sample ? 1 : m.fixed) * n * (k.per_sample ? 1 : k.fixed) <= limit;
  const Index terms = k.at(l.max_batch());
  if (!tiny) l.need_workspace(fused ? fused_gemm_workspace_bytes(terms) : gemm_workspace_bytes(m.at(l.max_batch()), n, terms));
  return {tiny, fused ? fused_gemm : gemm};
}

enum class Cut { samples, rows, columns };

constexpr Index column_unit = 16;  // a cache line, and no less than a vector

// By row: the rows of a batch by sample, which needs no barrier to the neighbours. Wide layers with many weights and few rows are cut by
// column, so that the threads do not all pack the same weights. Nothing of it shows in the result.
Cut choose_cut(const Lowering& l, const Extent& m, Index n, Index inner) {
  if (m.per_sample == 0) return Cut::rows;
  constexpr Index few_weights = 192 * 1024;  // they stay in the caches of every core
  const bool few_rows = m.at(l.max_batch()) / l.threads() < 512;
  return l.threads() > 1 && few_rows && n >= 96 && inner * n > few_weights ? Cut::columns : Cut::samples;
}

struct Arguments {
  decltype(&gemm) multiply;
  Cut cut;
  Extent m, k;
  Index n;
  GemmOperand a, b;
  real* c;  // null: each block is computed in scratch, for the tail alone
  Index ldc;
  MapProgram tail;
};
constexpr Index chunk = 256 * 1024 / static_cast<Index>(sizeof(real));  // a tail works on it while it is in the cache

// By tiny_gemm(); results have few columns. Never cut by column.
void run_tiny(const Arguments& s, const Thread& t) {
  const Index k = s.k.at(t.batch), step = chunk / 256, ldc = s.c ? s.ldc : s.n;
  auto [begin, end] = s.cut == Cut::samples ? t.samples() : t.slice(s.m.at(t.batch));
  if (s.cut == Cut::samples) begin *= s.m.per_sample, end *= s.m.per_sample;
  for (Index i = begin; i < end; i += step) {
    const Index stop = std::min(end, i + step);
    tiny_gemm(stop - i, s.n, k, {s.a.at(i, 0), s.a.row_stride, s.a.col_stride}, s.b, s.c ? s.c + i * ldc : as_real(t.scratch), ldc);
    if (!s.tail.empty()) run_map_chain(s.tail, t, i, stop, 0, s.n);
  }
}

void run(const Arguments& s, const Thread& t) {
  const Index m = s.m.at(t.batch), k = s.k.at(t.batch);
  Thread::Range rows{0, m}, cols{0, s.n};
  if (s.cut == Cut::samples) {
    rows = t.samples();
    rows = {rows.begin * s.m.per_sample, rows.end * s.m.per_sample};
  } else if (s.cut == Cut::rows) {
    rows = t.slice(m);
  } else {
    cols = t.slice(s.n, column_unit);
  }
  struct Tail {
    const MapProgram& chain;
    const Thread& thread;
    Index row, col;
  } const tail{s.tail, t, rows.begin, cols.begin};
  GemmResult result{s.c ? s.c + rows.begin * s.ldc + cols.begin : nullptr, s.ldc, as_real(t.scratch)};
  if (!s.tail.empty()) {
    result.context = &tail;
    result.finished = [](const void* context, Index r0, Index r1, Index c0, Index c1) {
      const Tail& to = *static_cast<const Tail*>(context);
      run_map_chain(to.chain, to.thread, to.row + r0, to.row + r1, to.col + c0, to.col + c1);
    };
  }
  s.multiply(rows.end - rows.begin, cols.end - cols.begin, k, {s.a.at(rows.begin, 0), s.a.row_stride, s.a.col_stride},
             {s.b.at(0, cols.begin), s.b.row_stride, s.b.col_stride}, result, t.workspace);
}

// Equal leading dimensions: one product for each index of them, the first of which is the batch (with `groups` to a sample).
struct BatchedArguments {
  Method method;
  Index groups, heads, m, n, k;
  struct Side {
    real* p;
    Index group, head, row, col;
  } a, b, c;
  MapProgram tail;
};
void run_batched(const BatchedArguments& s, const Thread& t) {
  const auto samples = t.samples();
  for (Index i = samples.begin * s.groups; i < samples.end * s.groups; ++i) {
    for (Index h = 0; h < s.heads; ++h) {
      const auto at = [&](const BatchedArguments::Side& x) { return x.p + i * x.group + h * x.head; };
      const GemmOperand a{at(s.a), s.a.row, s.a.col}, b{at(s.b), s.b.row, s.b.col};
      if (s.method.tiny) tiny_gemm(s.m, s.n, s.k, a, b, at(s.c), s.c.row);
      else s.method.multiply(s.m, s.n, s.k, a, b, {at(s.c), s.c.row}, t.workspace);
    }
    if (!s.tail.empty()) run_map_chain(s.tail, t, i * s.heads * s.m, (i + 1) * s.heads * s.m, 0, s.n);
  }
}

Index stride(const Value& v, std::size_t from_end) { return v.strides[v.strides.size() - from_end]; }

void lower_batched(Lowering& l, const Step& step) {
  const Op& op = l.main(step);
  const Value &a = l.value(op.in[0]), &b = l.value(op.in[1]), &y = l.value(op.out[0]);
  const bool ta = op.attributes.transpose_a, tb = op.attributes.transpose_b;
  assert(a.shape.batched && b.shape.batched && a.shape.rank() <= 4);
  const auto side = [&](int id, const Value& v, std::size_t row, std::size_t col) {
    return BatchedArguments::Side{as_real(l.address(id)), v.strides[0], v.shape.rank() == 4 ? v.strides[1] : 0, stride(v, row),
                                  stride(v, col)};
  };
  const Index m = y.shape.dims[y.shape.dims.size() - 2], n = y.shape.cols(), k = a.shape.dims[a.shape.dims.size() - (ta ? 2 : 1)];
  const Method method = choose(l, {m, 0}, n, {k, 0});
  l.add(step, run_batched,
        BatchedArguments{method, a.shape.dims[0], a.shape.rank() == 4 ? a.shape.dims[1] : 1, m, n, k,
                         side(op.in[0], a, ta ? 1 : 2, ta ? 2 : 1), side(op.in[1], b, tb ? 1 : 2, tb ? 2 : 1),
                         side(op.out[0], y, 2, 1), l.tail(step)},
        true);
}

void lower(Lowering& l, const Step& step) {
  const Op& op = l.main(step);
  const Value &a = l.value(op.in[0]), &b = l.value(op.in[1]), &y = l.value(op.out[0]);
  const bool ta = op.attributes.transpose_a, tb = op.attributes.transpose_b;
  if (a.shape.rank() > 2) return lower_batched(l, step);
  const Extent m = l.rows(op.out[0]);
  const Index inner = a.shape.dims[ta ? 0 : 1];
  const bool sums_batch = ta && a.shape.batched;
  const Extent k = sums_batch ? Extent{0, inner} : Extent{inner, 0};
  const Method method = choose(l, m, y.shape.cols(), k);
  const Cut cut = choose_cut(l, m, y.shape.cols(), inner);
  l.add(step, method.tiny ? run_tiny : run,
        Arguments{method.multiply,
                  cut,
                  m,
                  k,
                  y.shape.cols(),
                  {as_real(l.address(op.in[0])), stride(a, ta ? 1 : 2), stride(a, ta ? 2 : 1)},
                  {as_real(l.address(op.in[1])), stride(b, tb ? 1 : 2), stride(b, tb ? 2 : 1)},
                  as_real(l.address(op.out[0])),
                  stride(y, 2),
                  l.tail(step)},
        cut == Cut::samples && a.shape.batched);
}

}  // namespace

extern const OpKind matmul_kind;
constinit const OpKind matmul_kind{.name = "matmul",
                                   .shape = shape,
                                   .gradient = gradient,
                                   .lower = lower,
                                   .reads = Layout::strided,
                                   .takes_tail = true,
                                   .writes_strided = true};

}  // namespace nntrain
