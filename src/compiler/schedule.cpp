#include "compiler/schedule.h"

#include <algorithm>

namespace nntrain {

bool meet(const Roots& a, const Roots& b) {
  return std::any_of(a.begin(), a.end(), [&](int x) { return b.count(x) > 0; });
}

// Live are the ops that update variables and those on which a live op or a kept value depends.
Schedule::Schedule(Graph& g, Roots kept_roots) : graph(g), kept(std::move(kept_roots)) {
  Roots needed = kept;
  for (std::size_t i = graph.ops.size(); i-- > 0;) {
    const Op& x = graph.ops[i];
    if (x.kind->view) continue;  // its root's producer is what matters
    bool live = x.kind->writes > 0;
    for (const int v : x.out) live = live || needed.count(root(v));
    if (!live) continue;
    for (const int v : x.in) needed.insert(root(v));
    Step step;
    if (x.kind->map) step.map = {static_cast<int>(i)};
    else step.main = static_cast<int>(i);
    steps.push_back(std::move(step));
  }
  std::reverse(steps.begin(), steps.end());
  readers.resize(graph.values.size());
  for (const Step& step : steps)
    each_op(step, [&](int i) {
      for (const int v : op(i).in) readers[static_cast<std::size_t>(root(v))].push_back(i);
    });
}

bool Schedule::is_whole(int v) const { return value(v).root == v && value(v).offset == 0 && is_contiguous(value(v)); }

Roots Schedule::reads(const Step& step) const {
  Roots r;
  each_op(step, [&](int i) {
    for (const int v : op(i).in)
      if (!is_number(v)) r.insert(root(v));
  });
  return r;
}

Roots Schedule::writes(const Step& step) const {
  Roots r;
  each_op(step, [&](int i) {
    for (const int v : op(i).out) r.insert(root(v));
    for (int k = 0; k < op(i).kind->writes; ++k) r.insert(root(op(i).in[static_cast<std::size_t>(k)]));
  });
  return r;
}

bool Schedule::conflict(const Step& a, const Step& b) const {
  const Roots wa = writes(a), wb = writes(b);
  return meet(wa, reads(b)) || meet(wa, wb) || meet(reads(a), wb);
}

}  // namespace nntrain
