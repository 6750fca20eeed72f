// Builds, compiles and runs op cases.
#pragma once
#include <memory>
#include <set>

#include "property/op_cases.h"
#include "support/compiled_graph.h"

namespace nntrain::test {

// What a run gives: the results, then the gradients that exist; and all variables.
struct Outcome {
  std::vector<std::vector<double>> kept;
  std::map<std::string, std::vector<double>> variables;
};
// Empty if all bits are equal (any NaN equals any other), else the first difference in words.
std::string difference(const Outcome& expected, const Outcome& actual);
// The same, but |expected - actual| <= tolerance * the largest magnitude of the tensor (at least 0.001).
std::string difference(const Outcome& expected, const Outcome& actual, double tolerance);

// A case's graph with its inputs; if the case has gradients, those of a weighted sum of all results.
struct CaseGraph {
  CaseGraph(const OpCase& c, const OpTable& table, bool with_gradients);

  Graph graph;
  Inputs inputs;
  std::vector<Tensor> keep;  // the results, then the gradients that exist
  std::size_t results = 0;   // how many of them are results
  std::vector<std::size_t> gradient_of;  // by gradient: its place among inputs.differentiable
  Tensor loss;
  std::set<std::string_view> kinds() const;
};

// The rows of the data set that make up a batch: not in order, and not all.
std::vector<Index> case_rows(Index batch);
Index case_samples(Index batch);

// Runs a case as compiled with these options (max_batch 0: the batch). Memory is filled with NaN and a step of NaN is run first,
// so that nothing can be right by what an earlier step or the system left behind.
Outcome run_case(const OpCase& c, const OpTable& table, CompileOptions options, bool with_gradients = true);
// The forward results of single samples, each as a batch of one, joined.
Outcome run_samples_alone(const OpCase& c, const OpTable& table);
Outcome evaluate_case(const OpCase& c, const OpTable& table);  // by the plain evaluator

void fill_with_nan(const Program& program);
inline std::span<std::byte> arena(const Program& p) {
  return {const_cast<std::byte*>(p.arena_begin), static_cast<std::size_t>(p.arena_bytes)};
}

}  // namespace nntrain::test
