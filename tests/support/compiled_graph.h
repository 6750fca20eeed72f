// A graph compiled once and run on given numbers as often as a test likes.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compiler/compile.h"
#include "kernels/op_tables.h"
#include "runtime/runner.h"

extern "C" const nntrain::OpTable op_table_double;  // for gradients; tests only

namespace nntrain::test {

// Elements of either precision.
double load_element(const std::byte* p, std::size_t element_size);
void store_element(std::byte* p, std::size_t element_size, double value);

class CompiledGraph {
 public:
  // `keep` are the tensors to read. The graph is consumed. Teams of a size are shared, because starting threads is slow.
  CompiledGraph(Graph& graph, std::span<const Tensor> keep, const CompileOptions& options);

  void set_variable(const std::string& name, std::span<const double> values);
  void set_scalar(const std::string& name, double value) { program_.scalar(name).set(value); }
  void set_columns(const std::vector<std::vector<double>>& columns);  // the data set of gather_batch: row-major matrices

  void run(std::span<const Index> rows, std::uint64_t seed);  // what CompileOptions::prepare finds: once, until set_variable()

  std::vector<double> kept(std::size_t i, Index batch) const;  // in logical (row-major) order
  std::vector<double> variable(const std::string& name) const;
  std::map<std::string, std::vector<double>> variables() const;

  const Program& program() const { return program_; }
  State& state() { return state_; }

 private:
  State state_;
  std::map<std::string, Index> sizes_;  // of the variables, in elements
  std::vector<Tensor> kept_;
  std::vector<Shape> kept_shapes_;
  Program program_;
  std::shared_ptr<Team> team_;
  std::unique_ptr<Runner> runner_;
  bool is_prepared_ = false;
  std::vector<std::vector<std::byte>> columns_;
  std::vector<const void*> column_pointers_;
};

}  // namespace nntrain::test
