// Recorded arrays as the data of a step.
#pragma once
#include "support/golden.h"
#include "support/run_graph.h"

namespace nntrain::test {

// The dimensions of a nested list.
inline std::vector<Index> dims_of(const Json& json) {
  std::vector<Index> dims;
  for (const Json* j = &json; j->is_array(); j = &j->front()) dims.push_back(static_cast<Index>(j->size()));
  return dims;
}

// A recorded array (batch, ...) as the step's batch, in `rank` dimensions: ones are added at the end.
inline Tensor batch_data(Graph& graph, RunOptions& options, const Json& json, std::size_t rank) {
  std::vector<Index> dims = dims_of(json);
  options.batch = dims[0];
  dims.resize(rank, 1);
  options.columns.push_back(flat(json));
  return gather_batch(graph, {dims.begin() + 1, dims.end()}, static_cast<Index>(options.columns.size()) - 1);
}

}  // namespace nntrain::test
