// A graph on its way to a program: which ops run, in which order, and which run together.
#pragma once
#include <set>
#include <vector>

#include "graph/op_kind.h"

namespace nntrain {

using Roots = std::set<int>;  // values that own storage

// The steps that compute `kept` and all updates, in order. Passes change the steps, and where values lie.
class Schedule {
 public:
  Schedule(Graph& graph, Roots kept);

  Graph& graph;
  Roots kept;  // read after the run
  std::vector<Step> steps;
  std::vector<std::vector<int>> readers;  // by root: the ops that read it
  std::set<int> prepared;                 // ops whose steps prepare() has brought to the front

  const Op& op(int i) const { return graph.ops[static_cast<std::size_t>(i)]; }
  Value& value(int v) const { return graph.values[static_cast<std::size_t>(v)]; }
  int root(int v) const {
    while (value(v).root != v) v = value(v).root;
    return v;
  }
  bool is_number(int v) const { return value(v).role == Role::constant || value(v).role == Role::scalar; }
  bool is_whole(int v) const;  // owns its storage and fills it densely

  bool is_prepared(const Step& step) const { return prepared.count(first_op(step)) > 0; }  // as all of its ops are

  static int first_op(const Step& step) { return step.main >= 0 ? step.main : step.map[0]; }
  template <class F>
  static void each_op(const Step& step, F f) {
    if (step.main >= 0) f(step.main);
    for (const int i : step.map) f(i);
  }
  Roots reads(const Step& step) const;
  Roots writes(const Step& step) const;
  bool conflict(const Step& a, const Step& b) const;  // one writes what the other reads or writes
};

bool meet(const Roots& a, const Roots& b);

}  // namespace nntrain
