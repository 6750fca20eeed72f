// Compiles and runs a small graph on given numbers: what op, layer and loss tests are made of.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "graph/ops.h"
#include "support/compiled_graph.h"

namespace nntrain::test {

struct RunOptions {
  CompileOptions compile;
  std::map<std::string, std::vector<double>> variables;  // initial values by name; zero if missing
  std::map<std::string, double> scalars;
  std::vector<std::vector<double>> columns;              // the data set of gather_batch: row-major matrices
  Index batch = 1;                                       // rows 0 ... batch - 1 are the step's
  int steps = 1;                                         // run so many times, with seeds 1, 2, ...
};

struct RunResult {
  std::vector<std::vector<double>> kept;                 // by kept tensor, in logical (row-major) order
  std::map<std::string, std::vector<double>> variables;  // after the run
};

// `keep` are the tensors to read. The graph is consumed.
RunResult run_graph(Graph& graph, std::span<const Tensor> keep, RunOptions options);

}  // namespace nntrain::test
