#include "exchange/op_graph.h"

#include <algorithm>
#include <cassert>

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

OpGraph::OpGraph(const Model& model) : model_(model), exported_(model), ops_(live_ops(*exported_.job)) {}

const NamedTensor& OpGraph::weight(const Value& value) const {
  const auto found = std::ranges::find(model_.weights, value.name, &NamedTensor::name);
  assert(found != model_.weights.end());
  return *found;
}

const std::string& OpGraph::layer_of(int op) const {
  const std::vector<Node>& nodes = network().graph().nodes();
  std::size_t i = 0;
  for (; i + 1 < nodes.size(); ++i)
    if (std::ranges::any_of(forward().values[i], [&](Tensor t) { return t.value().producer >= op; })) break;
  return nodes[i].name;
}

}  // namespace nntrain
