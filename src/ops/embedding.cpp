// embedding: y[r] = table[index[r]]: (n, d), (..., k) -> (..., k, d). An index outside the table gives NaN.
#include <limits>

#include "graph/ops.h"
#include "kernels/rows.h"

namespace nntrain {

namespace {

struct Arguments {
  Extent indices;  // of the whole batch
  Index size, dimension;
  const real *index, *from;
  real* to;
};
Index row_of(real index, Index size) { return (index >= 0 && index < static_cast<real>(size)) ? static_cast<Index>(index) : -1; }

void look_up(const Arguments& a, const Thread& t) {
  auto [begin, end] = a.indices.per_sample ? t.samples() : t.slice(a.indices.fixed);
  if (a.indices.per_sample) begin *= a.indices.per_sample, end *= a.indices.per_sample;
  for (Index i = begin; i < end; ++i) {
    const Index row = row_of(a.index[i], a.size);
    real* y = a.to + i * a.dimension;
    if (row < 0) std::fill_n(y, a.dimension, std::numeric_limits<real>::quiet_NaN());
    else std::copy_n(a.from + row * a.dimension, a.dimension, y);
  }
}
// The gradient of the table: each row of it is summed by one thread, in the order of the indices.
void scatter_add(const Arguments& a, const Thread& t) {
  const auto rows = t.slice(a.size, 1);
  std::fill(a.to + rows.begin * a.dimension, a.to + rows.end * a.dimension, real(0));
  const Index n = a.indices.at(t.batch);
  for (Index i = 0; i < n; ++i) {
    const Index row = row_of(a.index[i], a.size);
    if (row < rows.begin || row >= rows.end) continue;
    const real* dy = a.from + i * a.dimension;
    real* to = a.to + row * a.dimension;
#pragma GCC ivdep
    for (Index k = 0; k < a.dimension; ++k) to[k] += dy[k];
  }
}

Extent count(const Lowering& l, int id) {
  const Shape& shape = l.value(id).shape;
  return shape.batched ? Extent{0, shape.size()} : Extent{shape.size(), 0};
}
void lower_look_up(Lowering& l, const Step& step) {
  const Op& op = l.main(step);
  const Shape& table = l.value(op.in[0]).shape;
  l.add(step, look_up,
        Arguments{count(l, op.in[1]), table.dims[0], table.dims[1], as_real(l.address(op.in[1])), as_real(l.address(op.in[0])),
                  as_real(l.address(op.out[0]))},
        l.value(op.in[1]).shape.batched);
}
void lower_scatter_add(Lowering& l, const Step& step) {  // inputs: index, dy; attributes.dims: the table's shape
  const Op& op = l.main(step);
  l.add(step, scatter_add,
        Arguments{count(l, op.in[0]), op.attributes.dims[0], op.attributes.dims[1], as_real(l.address(op.in[0])),
                  as_real(l.address(op.in[1])), as_real(l.address(op.out[0]))},
        false);
}
void gradient(Chain& c) {
  Attributes a;
  a.dims = c.in(0).shape().dims;
  if (c.wants(0)) c.add(0, emit("embedding_gradient", {c.in(1), c.dy()}, std::move(a)));
}

}  // namespace

extern const OpKind embedding_kind, embedding_gradient_kind;
constinit const OpKind embedding_kind{.name = "embedding",
                                      .shape = [](const Graph& graph, const Op& op) {
                                        Shape shape = shape_of(graph, op.in[1]);
                                        shape.dims.push_back(shape_of(graph, op.in[0]).dims[1]);
                                        return std::vector<Shape>{shape};
                                      },
                                      .gradient = gradient,
                                      .lower = lower_look_up,
                                      .looks_up = true};
constinit const OpKind embedding_gradient_kind{
    .name = "embedding_gradient",
    .shape = [](const Graph&, const Op& op) { return std::vector<Shape>{Shape{op.attributes.dims, false}}; },
    .lower = lower_scatter_add};

}  // namespace nntrain
