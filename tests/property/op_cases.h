// Small graphs, each described once, that together use every op kind in every way it can be used: the material of the property
// tests. A new op kind is tested by a case here; op_cases_test.cpp fails for a kind without one.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "graph/ops.h"

namespace nntrain::test {

// Numbers to draw for an input. They are floats, so that both precisions compute with the same ones.
struct Draw {
  double low = -1, high = 1;
  double gap = 0;      // no number is nearer to zero than this: kinks have no gradient
  bool whole = false;  // 0 ... high - 1
  bool fixed = false;  // not differentiated with respect to
};
inline Draw between(double low, double high) { return {low, high}; }
inline Draw away_from_zero(double gap = 0.05) { return {-1, 1, gap}; }
inline Draw labels(Index classes) { return {0, static_cast<double>(classes), 0, true, true}; }
inline Draw fixed(double low = -1, double high = 1) { return {low, high, 0, false, true}; }

// The inputs of a case, with their values.
class Inputs {
 public:
  Inputs(Graph& g, Index samples) : graph(g), samples_(samples) {}

  Tensor batched(std::vector<Index> sample, Draw draw = {});  // (B, sample...)
  Tensor weight(std::vector<Index> dims, Draw draw = {});     // a variable
  Tensor number(const std::string& name, double value);       // a scalar

  Graph& graph;
  std::vector<std::vector<double>> columns;
  std::map<std::string, std::vector<double>> variables;
  std::map<std::string, double> scalars;
  std::vector<Tensor> differentiable;  // inputs that are not fixed, in order

 private:
  std::vector<double> drawn(Index n, const Draw& draw);
  Index samples_;
  std::uint32_t inputs_ = 0;
};

struct OpCase {
  std::string name;
  std::function<std::vector<Tensor>(Inputs&)> build;  // the results to compare
  Index batch = 7;
  bool gradient = true;    // of the results with respect to the inputs
  bool rows_alone = true;  // a sample's results do not depend on the rest of the batch
};

std::vector<OpCase> elementwise_cases();
std::vector<OpCase> row_cases();      // row-wise ops, reductions, tables
std::vector<OpCase> product_cases();
std::vector<OpCase> memory_cases();   // views, copies, aliasing, chains
std::vector<OpCase> update_cases();
const std::vector<OpCase>& op_cases();  // all of them

}  // namespace nntrain::test
