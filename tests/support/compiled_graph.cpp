#include "support/compiled_graph.h"

#include <cstring>
#include <utility>

#include "graph/ops.h"

namespace nntrain::test {

double load_element(const std::byte* p, std::size_t element_size) {
  if (element_size == sizeof(double)) {
    double d;
    std::memcpy(&d, p, element_size);
    return d;
  }
  float f;
  std::memcpy(&f, p, element_size);
  return static_cast<double>(f);
}
void store_element(std::byte* p, std::size_t element_size, double value) {
  if (element_size == sizeof(double)) {
    std::memcpy(p, &value, element_size);
  } else {
    const float f = static_cast<float>(value);
    std::memcpy(p, &f, element_size);
  }
}

namespace {

std::shared_ptr<Team> team_of(int threads) {
  static std::map<int, std::shared_ptr<Team>> teams;
  auto& team = teams[threads];
  if (!team) team = std::make_shared<Team>(threads);
  return team;
}
void store_all(std::byte* to, std::size_t element_size, std::span<const double> values) {
  for (const double v : values) {
    store_element(to, element_size, v);
    to += element_size;
  }
}
std::vector<double> load_all(const std::byte* from, std::size_t element_size, Index n) {
  std::vector<double> values(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = load_element(from + i * element_size, element_size);
  return values;
}

}  // namespace

CompiledGraph::CompiledGraph(Graph& graph, std::span<const Tensor> keep, const CompileOptions& options)
    : state_(graph.table->element_size), team_(team_of(options.threads)) {
  state_.declare(graph);
  state_.allocate();
  for (std::size_t i = 0; i < graph.values.size(); ++i)
    if (const Value& v = graph.values[i]; v.role == Role::variable && v.root == static_cast<int>(i))
      sizes_[v.name] = v.shape.size();
  for (const Tensor t : keep) {  // what is read must lie densely
    kept_.push_back(is_contiguous(t.value()) && t.value().offset == 0 ? t : copy(t));
    kept_shapes_.push_back(t.shape());
  }
  program_ = compile(graph, kept_, state_, options);
  runner_ = std::make_unique<Runner>(program_, *team_);
}

void CompiledGraph::set_variable(const std::string& name, std::span<const double> values) {
  store_all(state_.address(name), program_.element_size, values);
  is_prepared_ = false;
}

void CompiledGraph::set_columns(const std::vector<std::vector<double>>& columns) {
  columns_.clear();
  column_pointers_.clear();
  for (const auto& matrix : columns) {
    columns_.emplace_back(matrix.size() * program_.element_size);
    store_all(columns_.back().data(), program_.element_size, matrix);
  }
  for (const auto& c : columns_) column_pointers_.push_back(c.data());
}

void CompiledGraph::run(std::span<const Index> rows, std::uint64_t seed) {
  runner_->run({rows, column_pointers_, seed, std::exchange(is_prepared_, true)});
}

std::vector<double> CompiledGraph::kept(std::size_t i, Index batch) const {
  const Shape& shape = kept_shapes_[i];
  return load_all(program_.address(kept_[i]), program_.element_size, shape.size() * (shape.batched ? batch : 1));
}

std::vector<double> CompiledGraph::variable(const std::string& name) const {
  return load_all(state_.address(name), program_.element_size, sizes_.at(name));
}

std::map<std::string, std::vector<double>> CompiledGraph::variables() const {
  std::map<std::string, std::vector<double>> all;
  for (const auto& [name, size] : sizes_) all[name] = variable(name);
  return all;
}

}  // namespace nntrain::test
