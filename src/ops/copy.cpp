// copy: the same elements, contiguous. assemble: parts side by side along one axis, zero where none lies.
#include <cassert>

#include "graph/ops.h"
#include "kernels/rows.h"

namespace nntrain {

namespace {

constexpr std::size_t inner_rank = 5;

// Up to six strided dimensions to six strided dimensions.
struct CopyArguments {
  struct Side {
    real* p;
    Index outer;
    Index inner[inner_rank];
  };
  Extent outer;
  Index dims[inner_rank];
  Side from, to;
  bool fill;  // write zeros instead
};

void copy_inner(const CopyArguments& a, std::size_t level, const real* from, real* to) {
  const Index n = a.dims[level], to_stride = a.to.inner[level], from_stride = a.from.inner[level];
  if (level + 1 < inner_rank) {
    for (Index i = 0; i < n; ++i) copy_inner(a, level + 1, a.fill ? nullptr : from + i * from_stride, to + i * to_stride);
  } else if (a.fill) {
    for (Index i = 0; i < n; ++i) to[i * to_stride] = 0;
  } else if (from_stride == 1 && to_stride == 1) {
    std::copy_n(from, n, to);
  } else {
    for (Index i = 0; i < n; ++i) to[i * to_stride] = from[i * from_stride];
  }
}

void run_copy(const CopyArguments& a, const Thread& t) {
  auto [begin, end] = a.outer.per_sample ? t.samples() : t.slice(a.outer.fixed);
  if (a.outer.per_sample) begin *= a.outer.per_sample, end *= a.outer.per_sample;
  for (Index i = begin; i < end; ++i)
    copy_inner(a, 0, a.fill ? nullptr : a.from.p + i * a.from.outer, a.to.p + i * a.to.outer);
}

CopyArguments::Side side(real* p, const std::vector<Index>& strides) {
  CopyArguments::Side s{p, strides.empty() ? 0 : strides[0], {}};
  for (std::size_t i = 1; i < strides.size(); ++i) s.inner[inner_rank - strides.size() + i] = strides[i];
  return s;
}

CopyArguments window(const Shape& shape) {
  assert(shape.dims.size() <= inner_rank + 1);
  const Index leading = shape.dims.empty() ? 1 : shape.dims[0];
  CopyArguments a{shape.batched ? Extent{0, leading} : Extent{leading, 0}, {1, 1, 1, 1, 1}, {}, {}, false};
  for (std::size_t i = 1; i < shape.dims.size(); ++i) a.dims[inner_rank - shape.dims.size() + i] = shape.dims[i];
  return a;
}

void lower_copy(Lowering& l, const Step& step) {
  const Op& op = l.main(step);
  const Value &from = l.value(op.in[0]), &to = l.value(op.out[0]);
  CopyArguments a = window(to.shape);
  a.from = side(as_real(l.address(op.in[0])), from.strides);
  a.to = side(as_real(l.address(op.out[0])), to.strides);
  l.add(step, run_copy, a, to.shape.batched);
}

// assemble: attributes.dims = the parts' beginnings along `axis`, then the whole's dimensions.
struct AssembleArguments {
  std::vector<CopyArguments> copies;
};
void run_assemble(const AssembleArguments& a, const Thread& t) {
  for (const CopyArguments& c : a.copies) run_copy(c, t);
}

std::vector<Shape> assembled_shape(const Graph& graph, const Op& op) {
  return {Shape{{op.attributes.dims.begin() + static_cast<Index>(op.in.size()), op.attributes.dims.end()},
                shape_of(graph, op.in[0]).batched}};
}

void lower_assemble(Lowering& l, const Step& step) {
  const Op& op = l.main(step);
  const Value& whole = l.value(op.out[0]);
  const auto axis = static_cast<std::size_t>(op.attributes.axis);
  AssembleArguments all;
  const auto add_window = [&](Index begin, Index end, bool fill) -> CopyArguments& {
    Shape shape = whole.shape;
    shape.dims[axis] = end - begin;
    CopyArguments a = window(shape);
    a.to = side(as_real(l.address(op.out[0])) + begin * whole.strides[axis], whole.strides);
    a.fill = fill;
    return all.copies.emplace_back(a);
  };
  Index at = 0;
  for (std::size_t i = 0; i < op.in.size(); ++i) {
    const Index begin = op.attributes.dims[i], end = begin + l.value(op.in[i]).shape.dims[axis];
    if (begin > at) add_window(at, begin, true);
    at = end;
    if (l.value(op.in[i]).root == whole.root) continue;  // its producer has written it in place
    add_window(begin, end, false).from = side(as_real(l.address(op.in[i])), l.value(op.in[i]).strides);
  }
  if (at < whole.shape.dims[axis]) add_window(at, whole.shape.dims[axis], true);
  if (!all.copies.empty()) l.add(step, run_assemble, std::move(all), whole.shape.batched);
}

void assemble_gradient(Chain& c) {
  const Index axis = c.attributes().axis;
  for (std::size_t i = 0; c.attributes().dims.size() > i + static_cast<std::size_t>(c.out().shape().rank()); ++i) {
    const Index begin = c.attributes().dims[i];
    if (c.wants(i)) c.add(i, slice(c.dy(), axis, begin, begin + c.in(i).shape().dims[static_cast<std::size_t>(axis)]));
  }
}

}  // namespace

extern const OpKind copy_kind, assemble_kind;
constinit const OpKind copy_kind{.name = "copy",
                                 .shape = same_shape,
                                 .gradient = [](Chain& c) { c.add(0, c.dy()); },
                                 .lower = lower_copy,
                                 .reads = Layout::strided};
constinit const OpKind assemble_kind{.name = "assemble",
                                     .shape = assembled_shape,
                                     .gradient = assemble_gradient,
                                     .lower = lower_assemble,
                                     .reads = Layout::strided};

}  // namespace nntrain
