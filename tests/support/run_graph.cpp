#include "support/run_graph.h"

#include <numeric>

namespace nntrain::test {

RunResult run_graph(Graph& graph, std::span<const Tensor> keep, RunOptions options) {
  options.compile.max_batch = std::max(options.compile.max_batch, options.batch);
  CompiledGraph compiled(graph, keep, options.compile);
  for (const auto& [name, values] : options.variables) compiled.set_variable(name, values);
  for (const auto& [name, value] : options.scalars) compiled.set_scalar(name, value);
  compiled.set_columns(options.columns);
  std::vector<Index> rows(static_cast<std::size_t>(options.batch));
  std::iota(rows.begin(), rows.end(), Index{0});
  for (int s = 1; s <= options.steps; ++s) compiled.run(rows, static_cast<std::uint64_t>(s));
  RunResult result;
  for (std::size_t i = 0; i < keep.size(); ++i) result.kept.push_back(compiled.kept(i, options.batch));
  result.variables = compiled.variables();
  return result;
}

}  // namespace nntrain::test
