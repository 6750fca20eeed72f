#include "support/run_graph.h"

#include <cstring>

namespace nntrain::test {

namespace {

double load(const std::byte* p, std::size_t size) {
  if (size == sizeof(double)) {
    double d;
    std::memcpy(&d, p, size);
    return d;
  }
  float f;
  std::memcpy(&f, p, size);
  return static_cast<double>(f);
}
void store(std::byte* p, std::size_t size, double value) {
  if (size == sizeof(double)) {
    std::memcpy(p, &value, size);
  } else {
    const float f = static_cast<float>(value);
    std::memcpy(p, &f, size);
  }
}

}  // namespace

RunResult run_graph(Graph& graph, std::span<const Tensor> keep, RunOptions options) {
  const std::size_t size = graph.table->element_size;
  State state(size);
  state.declare(graph);
  state.allocate();
  std::vector<std::pair<std::string, Index>> variables;
  for (std::size_t i = 0; i < graph.values.size(); ++i)
    if (graph.values[i].role == Role::variable && graph.values[i].root == static_cast<int>(i))
      variables.emplace_back(graph.values[i].name, graph.values[i].shape.size());
  for (const auto& [name, values] : options.variables)
    for (std::size_t i = 0; i < values.size(); ++i) store(state.address(name) + i * size, size, values[i]);
  std::vector<std::vector<std::byte>> columns;
  std::vector<const void*> pointers;
  for (const auto& matrix : options.columns) {
    columns.emplace_back(matrix.size() * size);
    for (std::size_t i = 0; i < matrix.size(); ++i) store(columns.back().data() + i * size, size, matrix[i]);
  }
  for (const auto& c : columns) pointers.push_back(c.data());
  options.compile.max_batch = std::max(options.compile.max_batch, options.batch);
  std::vector<Tensor> whole;  // what is read must lie densely
  for (const Tensor t : keep) whole.push_back(is_contiguous(t.value()) && t.value().offset == 0 ? t : copy(t));
  const Program program = compile(graph, whole, state, options.compile);
  Team team(options.compile.threads);
  Runner runner(program, team);
  for (const auto& [name, value] : options.scalars) program.scalar(name).set(value);
  std::vector<Index> rows(static_cast<std::size_t>(options.batch));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<Index>(i);
  for (int s = 1; s <= options.steps; ++s) runner.run({rows, pointers, static_cast<std::uint64_t>(s)});
  RunResult result;
  for (const Tensor t : whole) {
    const Index n = t.shape().size() * (t.shape().batched ? options.batch : 1);
    auto& values = result.kept.emplace_back();
    for (Index i = 0; i < n; ++i) values.push_back(load(program.address(t) + i * static_cast<Index>(size), size));
  }
  for (const auto& [name, n] : variables)
    for (Index i = 0; i < n; ++i) result.variables[name].push_back(load(state.address(name) + i * static_cast<Index>(size), size));
  return result;
}

}  // namespace nntrain::test
