// reshape, transpose, slice, expand: windows on another value's storage. They cost nothing at run time.
#include "graph/ops.h"
#include "kernels/rows.h"

namespace nntrain {

namespace {

std::vector<Shape> listed_shape(const Graph& graph, const Op& op) {
  return {Shape{op.attributes.dims, shape_of(graph, op.in[0]).batched}};
}

// Dimensions that are not 1, with their strides: what decides whether one shape can be read as another.
std::vector<std::pair<Index, Index>> real_dimensions(const Shape& shape, const std::vector<Index>& strides) {
  std::vector<std::pair<Index, Index>> real;
  for (std::size_t i = 0; i < shape.dims.size(); ++i)
    if (shape.dims[i] != 1 || (i == 0 && shape.batched)) real.emplace_back(shape.dims[i], strides[i]);
  return real;
}

// reshape: (...) -> (dims...), the same elements in the same order.
bool view_reshaped(const Value& in, const Op&, Value& out) {
  out.offset = in.offset;
  if (is_contiguous(in)) return true;  // and out's own strides are those of a contiguous value
  const auto from = real_dimensions(in.shape, in.strides), to = real_dimensions(out.shape, out.strides);
  if (from.size() != to.size()) return false;
  for (std::size_t i = 0; i < from.size(); ++i)
    if (from[i].first != to[i].first) return false;
  for (std::size_t i = 0, k = 0; i < out.strides.size(); ++i)
    if (out.shape.dims[i] != 1 || (i == 0 && out.shape.batched)) out.strides[i] = from[k++].second;
  return true;
}

// transpose: dimension i of the result is dimension dims[i] of the operand.
std::vector<Shape> transposed_shape(const Graph& graph, const Op& op) {
  Shape shape = shape_of(graph, op.in[0]);
  for (std::size_t i = 0; i < shape.dims.size(); ++i)
    shape.dims[i] = shape_of(graph, op.in[0]).dims[static_cast<std::size_t>(op.attributes.dims[i])];
  return {shape};
}
bool view_transposed(const Value& in, const Op& op, Value& out) {
  out.offset = in.offset;
  for (std::size_t i = 0; i < out.strides.size(); ++i) out.strides[i] = in.strides[static_cast<std::size_t>(op.attributes.dims[i])];
  return true;
}
void transpose_gradient(Chain& c) {
  std::vector<Index> inverse(c.attributes().dims.size());
  for (std::size_t i = 0; i < inverse.size(); ++i)
    inverse[static_cast<std::size_t>(c.attributes().dims[i])] = static_cast<Index>(i);
  c.add(0, transpose(c.dy(), inverse));
}

// slice: [begin, end) of `axis`.
std::vector<Shape> sliced_shape(const Graph& graph, const Op& op) {
  Shape shape = shape_of(graph, op.in[0]);
  shape.dims[static_cast<std::size_t>(op.attributes.axis)] = op.attributes.end - op.attributes.begin;
  return {shape};
}
bool view_sliced(const Value& in, const Op& op, Value& out) {
  out.strides = in.strides;
  out.offset = in.offset + op.attributes.begin * in.strides[static_cast<std::size_t>(op.attributes.axis)];
  return true;
}

// expand: to shape (dims, batched), dimensions aligned from the right; what is new or was 1 is repeated.
bool view_expanded(const Value& in, const Op&, Value& out) {
  out.offset = in.offset;
  const std::size_t missing = out.strides.size() - in.strides.size();
  for (std::size_t i = 0; i < out.strides.size(); ++i) {
    const bool own = i >= missing && in.shape.dims[i - missing] == out.shape.dims[i] &&
                     (i != 0 || !out.shape.batched || in.shape.batched);
    out.strides[i] = own ? in.strides[i - missing] : 0;
  }
  return true;
}

constexpr OpKind view_kind(std::string_view name, std::vector<Shape> (*shape)(const Graph&, const Op&),
                           bool (*view)(const Value&, const Op&, Value&), void (*gradient)(Chain&)) {
  OpKind kind;
  kind.name = name;
  kind.shape = shape;
  kind.gradient = gradient;
  kind.view = view;
  kind.reads = Layout::strided;
  return kind;
}

}  // namespace

extern const OpKind reshape_kind, transpose_kind, slice_kind, expand_kind;
constinit const OpKind reshape_kind =
    view_kind("reshape", listed_shape, view_reshaped, [](Chain& c) { c.add(0, reshape(c.dy(), c.in().shape())); });
constinit const OpKind transpose_kind = view_kind("transpose", transposed_shape, view_transposed, transpose_gradient);
constinit const OpKind slice_kind =
    view_kind("slice", sliced_shape, view_sliced, [](Chain& c) { c.add_part(0, c.dy()); });
constinit const OpKind expand_kind = view_kind(
    "expand", [](const Graph&, const Op& op) { return std::vector<Shape>{Shape{op.attributes.dims, op.attributes.batched}}; },
    view_expanded, [](Chain& c) { c.add(0, sum_to(c.dy(), c.in().shape())); });

}  // namespace nntrain
