#include "exchange/op_graph.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "graph/op_kind.h"

namespace nntrain {

namespace {

std::vector<int> live_ops(const JobGraph& job) {
  const Graph& graph = job.graph;
  std::vector<bool> needed(graph.values.size());
  for (const Tensor output : job.forward.outputs) needed[static_cast<std::size_t>(output.id)] = true;
  std::vector<int> live;
  for (std::size_t i = graph.ops.size(); i-- > 0;) {
    const Op& op = graph.ops[i];
    if (std::ranges::none_of(op.out, [&](int v) { return needed[static_cast<std::size_t>(v)]; })) continue;
    for (const int v : op.in) needed[static_cast<std::size_t>(v)] = true;
    live.push_back(static_cast<int>(i));
  }
  std::ranges::reverse(live);
  return live;
}

}  // namespace

OpGraph::OpGraph(const Model& model)
    : model_(model), exported_(model), ops_(live_ops(*exported_.job)), readers_(graph().values.size()) {
  for (const int i : ops_)
    for (const int v : op(i).in) ++readers_[static_cast<std::size_t>(v)];
  for (const Tensor output : forward().outputs) ++readers_[static_cast<std::size_t>(output.id)];
}

std::optional<OpGraph::LeakyRelu> OpGraph::leaky_relu(const Op& op) const {
  if (op.kind->name != "select") return {};
  const int x = op.in[1];
  // The op of this kind that makes v of x and a number, and that number.
  const auto made = [&](int v, std::string_view kind) {
    const int producer = value(v).producer;
    const bool is = producer >= 0 && readers(v) == 1 && this->op(producer).kind->name == kind && this->op(producer).in[0] == x && value(this->op(producer).in[1]).role == Role::constant;
    return is ? std::pair{producer, value(this->op(producer).in[1]).constant} : std::pair{-1, 0.0};
  };
  const auto [greater, bound] = made(op.in[0], "greater");
  const auto [product, slope] = made(op.in[2], "mul");
  if (greater < 0 || bound != 0 || product < 0) return {};
  return LeakyRelu{x, greater, product, slope};
}

const NamedTensor& OpGraph::weight(const Value& value) const {
  const auto found = std::ranges::find(model_.weights, value.name, &NamedTensor::name);
  assert(found != model_.weights.end());
  return *found;
}

std::vector<std::string> OpGraph::input_names() const {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < model_.columns.inputs.size(); ++k)
    names.push_back(model_.columns.inputs[k].layer + (network().graph().inputs()[k].is_layer ? "" : "_input"));
  return names;
}

const std::string& OpGraph::layer_of(int op) const {
  const std::vector<Node>& nodes = network().graph().nodes();
  std::size_t i = 0;
  for (; i + 1 < nodes.size(); ++i)
    if (std::ranges::any_of(forward().values[i], [&](Tensor t) { return t.value().producer >= op; })) break;
  return nodes[i].name;
}

Shape broadcast(const Shape& a, const Shape& b) {
  Shape out = a.rank() >= b.rank() ? a : b;
  const Shape& other = a.rank() >= b.rank() ? b : a;
  const std::size_t missing = out.dims.size() - other.dims.size();
  for (std::size_t d = 0; d < other.dims.size(); ++d)
    out.dims[missing + d] = std::max(out.dims[missing + d], other.dims[d]);
  out.batched = a.batched || b.batched;
  return out;
}

}  // namespace nntrain
