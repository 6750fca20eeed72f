#include "graph/graph.h"

#include <cassert>
#include <optional>

#include "base/error.h"
#include "graph/op_kind.h"

namespace nntrain {

Index Shape::size() const {
  Index n = 1;
  for (const Index d : dims) n *= d;
  return n;
}
Index Shape::cols() const { return dims.empty() || (batched && dims.size() == 1) ? 1 : dims.back(); }

Shape per_sample(std::vector<Index> dims) {
  dims.insert(dims.begin(), 1);
  return {std::move(dims), true};
}

std::string to_string(const Shape& shape) {
  std::string text;
  for (std::size_t i = 0; i < shape.dims.size(); ++i) {
    const std::string size = std::to_string(shape.dims[i]);
    const bool leading = shape.batched && i == 0;
    text += (i ? ", " : "") + (!leading ? size : shape.dims[i] == 1 ? "B" : "B*" + size);
  }
  return "(" + text + ")";
}

namespace {

// A config may ask for any size: what no machine holds is refused before anybody multiplies with it.
void check_size(const Shape& shape) {
  constexpr double most_elements = 1e12, most_a_sample = 1e10;
  double elements = 1;
  for (const Index size : shape.dims) elements *= static_cast<double>(size);
  if (elements > (shape.batched ? most_a_sample : most_elements))
    throw Error{ErrorKind::config,
                "a tensor of shape " + to_string(shape) + " has more numbers than fit into a machine",
                {},
                "use fewer units or a smaller shape"};
}

Tensor new_value(Graph& graph, Shape shape, Role role) {
  check_size(shape);
  Value v;
  v.role = role;
  v.root = static_cast<int>(graph.values.size());
  v.strides.assign(shape.dims.size(), 1);
  for (std::size_t i = v.strides.size(); i-- > 1;) v.strides[i - 1] = v.strides[i] * shape.dims[i];
  v.shape = std::move(shape);
  graph.values.push_back(std::move(v));
  return {&graph, static_cast<int>(graph.values.size()) - 1};
}

bool readable(const Value& value, Layout layout, bool elementwise) {
  if (value.shape.dims.empty() || layout == Layout::strided) return true;
  if (layout == Layout::contiguous) return is_contiguous(value);
  const RowLayout rows = row_layout(value);
  return rows.valid && (elementwise || value.shape.cols() == 1 || rows.col_stride == 1);
}

}  // namespace

Tensor constant(Graph& graph, double number) {
  const Tensor t = new_value(graph, {}, Role::constant);
  t.value().constant = number;
  return t;
}

Tensor scalar(Graph& graph, std::string name) {
  for (std::size_t i = 0; i < graph.values.size(); ++i)
    if (graph.values[i].role == Role::scalar && graph.values[i].name == name) return {&graph, static_cast<int>(i)};
  const Tensor t = new_value(graph, {}, Role::scalar);
  t.value().name = std::move(name);
  return t;
}

Tensor variable(Graph& graph, std::string name, Shape shape) {
  for (std::size_t i = 0; i < graph.values.size(); ++i)
    if (graph.values[i].role == Role::variable && graph.values[i].root == static_cast<int>(i) && graph.values[i].name == name) {
      assert(graph.values[i].shape == shape);
      return {&graph, static_cast<int>(i)};
    }
  const Tensor t = new_value(graph, std::move(shape), Role::variable);
  t.value().name = std::move(name);
  return t;
}

std::vector<Tensor> emit_all(std::string_view name, std::span<const Tensor> in, Attributes attributes, Graph& graph) {
  const OpKind& kind = find_kind(*graph.table, name);
  if (kind.simplify)
    if (const Tensor simpler = kind.simplify(graph, in, attributes)) return {simpler};
  Op op{&kind, {}, {}, std::move(attributes)};
  for (std::size_t i = 0; i < in.size(); ++i) {
    const bool reads = kind.view || static_cast<int>(i) < kind.writes || readable(in[i].value(), kind.reads, kind.map != nullptr);
    op.in.push_back(reads ? in[i].id : emit("copy", {in[i]}).id);
  }
  std::vector<Tensor> out;
  for (Shape& shape : kind.shape(graph, op)) {
    out.push_back(new_value(graph, std::move(shape), Role::intermediate));
    op.out.push_back(out.back().id);
  }
  if (kind.view) {
    if (const Value from = in[0].value(); !kind.view(from, op, out[0].value())) {
      const Tensor dense = emit("copy", {in[0]});
      op.in[0] = dense.id;
      [[maybe_unused]] const bool fits = kind.view(dense.value(), op, out[0].value());
      assert(fits);
    }
    Value& window = out[0].value();
    const Value& from = graph.values[static_cast<std::size_t>(op.in[0])];
    window.root = from.root;
    window.role = from.role;
    window.constant = from.constant;
    window.name = from.name;
  }
  for (const Tensor t : out) t.value().producer = static_cast<int>(graph.ops.size());
  graph.ops.push_back(std::move(op));
  return out;
}

std::vector<Tensor> emit_all(std::string_view kind, std::initializer_list<Tensor> in, Attributes attributes) {
  return emit_all(kind, std::span(in.begin(), in.size()), std::move(attributes), *in.begin()->graph);
}

Tensor emit(std::string_view kind, std::initializer_list<Tensor> in, Attributes attributes) {
  const std::vector<Tensor> out = emit_all(kind, in, std::move(attributes));
  return out.empty() ? Tensor{} : out[0];
}

bool is_contiguous(const Value& value) {
  Index expected = 1;
  for (std::size_t i = value.strides.size(); i-- > 0;) {
    const bool real_dimension = value.shape.dims[i] != 1 || (i == 0 && value.shape.batched);
    if (real_dimension && value.strides[i] != expected) return false;
    expected *= value.shape.dims[i];
  }
  return true;
}

RowLayout row_layout(const Value& value) {
  const Shape& shape = value.shape;
  const std::size_t leading = shape.batched && shape.rank() == 1 ? 1 : shape.dims.empty() ? 0 : shape.dims.size() - 1;
  RowLayout layout;
  layout.col_stride = leading < shape.dims.size() && shape.dims.back() > 1 ? value.strides.back() : 0;
  if (layout.col_stride > 1) return layout;
  std::optional<Index> expected;
  for (std::size_t i = leading; i-- > 0;) {
    if (shape.dims[i] == 1 && !(i == 0 && shape.batched)) continue;
    if (!expected) layout.row_stride = value.strides[i];
    if (expected && value.strides[i] != *expected) return layout;
    expected = value.strides[i] * shape.dims[i];
  }
  layout.valid = true;
  return layout;
}

const Op* made_by(Tensor x, std::string_view kind) {
  const int producer = x.value().producer;
  if (producer < 0) return nullptr;
  const Op& op = x.graph->ops[static_cast<std::size_t>(producer)];
  return op.kind->name == kind ? &op : nullptr;
}

Extent Lowering::rows(int id) const {
  const Shape& shape = value(id).shape;
  return shape.batched ? Extent{0, shape.rows()} : Extent{shape.rows(), 0};
}

const OpKind& find_kind(const OpTable& table, std::string_view name) {
  for (const OpKind* kind : table.kinds)
    if (kind->name == name) return *kind;
  assert(false && "an op kind that is not in ops/registry.cpp");
  std::abort();
}

}  // namespace nntrain
