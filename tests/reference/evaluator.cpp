#include "reference/evaluator.h"

#include <cassert>
#include <numeric>

#include "reference/kinds.h"

namespace nntrain::test {

std::vector<Index> Evaluator::real_dims(const Shape& shape) const {
  std::vector<Index> dims = shape.dims;
  if (shape.batched) dims[0] *= static_cast<Index>(rows.size());
  return dims;
}

Array Evaluator::value(int id) const {
  const Value& v = graph_->values[static_cast<std::size_t>(id)];
  if (v.producer >= 0 && graph_->ops[static_cast<std::size_t>(v.producer)].kind->view) {
    const Op& op = graph_->ops[static_cast<std::size_t>(v.producer)];
    return view_of(op, value(op.in[0]), real_dims(v.shape));
  }
  switch (v.role) {
    case Role::constant: return {{}, {v.constant}};
    case Role::scalar: return {{}, scalars.at(v.name)};
    case Role::variable: {
      const auto found = variables.find(v.name);
      return {v.shape.dims, found != variables.end() ? found->second : std::vector<double>(static_cast<std::size_t>(v.shape.size()))};
    }
    case Role::intermediate: break;
  }
  return made_.at(id);
}

void Evaluator::evaluate(const Graph& graph) {
  graph_ = &graph;
  made_.clear();
  scalars["batch_size"] = {static_cast<double>(rows.size())};
  scalars["inverse_batch_size"] = {1.0 / static_cast<double>(rows.size())};
  for (const Op& op : graph.ops) {
    if (op.kind->view) continue;
    std::vector<Array> in, out;
    for (const int v : op.in) in.push_back(value(v));
    if (op.kind->writes > 0) {
      update(op, in);
      for (std::size_t i = 0; i < static_cast<std::size_t>(op.kind->writes); ++i)
        variables[graph.values[static_cast<std::size_t>(op.in[i])].name] = in[i].data;
      continue;
    }
    for (const int v : op.out) {
      Array& a = out.emplace_back(Array{real_dims(graph.values[static_cast<std::size_t>(v)].shape), {}});
      a.data.assign(static_cast<std::size_t>(std::accumulate(a.dims.begin(), a.dims.end(), Index{1}, std::multiplies<>())), 0.0);
    }
    if (op.kind->name == "gather_batch") {
      const std::vector<double>& column = columns.at(static_cast<std::size_t>(op.attributes.begin));
      const auto size = out[0].data.size() / rows.size();
      for (std::size_t i = 0; i < out[0].data.size(); ++i) out[0].data[i] = column.at(static_cast<std::size_t>(rows[i / size]) * size + i % size);
    } else {
      compute(op, in, seed, out);
    }
    for (std::size_t i = 0; i < out.size(); ++i) made_[op.out[i]] = std::move(out[i]);
  }
}

}  // namespace nntrain::test
