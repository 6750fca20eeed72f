// Where the values of a network lie while it runs for one row. (A file of its own, because what
// the compiler calls a Schedule is another thing than a schedule of learning rates.)
#pragma once
#include <map>
#include <span>
#include <vector>

#include "graph/graph.h"

namespace nntrain {

struct RowMemory {
  std::vector<int> ops;          // those that run, in order: the outputs depend on them, they depend on the row, and they are no views
  std::vector<int> prepared;     // roots that these read, or that are outputs, and that depend on weights alone: prepared_values()
  std::map<int, Index> offsets;  // by root, in floats
  Index size = 0;                // in floats
};
RowMemory plan_row(Graph& graph, std::span<const Tensor> outputs);

}  // namespace nntrain
