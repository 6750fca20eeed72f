#include <algorithm>

#include "compiler/passes/passes.h"

namespace nntrain {

namespace {

struct Space {
  Index rows, cols;
  bool batched;
  bool operator==(const Space&) const = default;
};
Space space(const Schedule& s, const Step& step) {
  const Op& x = s.op(Schedule::first_op(step));
  const Shape& shape = s.value(x.out.empty() ? x.in[0] : x.out[0]).shape;
  return {shape.rows(), shape.cols(), shape.batched};
}

constexpr std::size_t longest_chain = MapProgram::max_steps;

bool joins(const Schedule& s, const Step& a, const Step& b) {
  if (b.main >= 0 || (a.main >= 0 && !s.op(a.main).kind->takes_tail) || !(space(s, a) == space(s, b))) return false;
  if (a.map.size() + b.map.size() > longest_chain || s.is_prepared(a) != s.is_prepared(b)) return false;
  const Roots made = s.writes(a);
  const Roots read = s.reads(b);
  if (!meet(made, read)) return false;
  bool whole = true;  // what a makes for b, or for a tail, it makes element by element where it stands
  Schedule::each_op(a, [&](int i) {
    for (const int v : s.op(i).out) whole = whole && (s.is_whole(v) || (i != a.main && !read.count(s.root(v))));
  });
  if (!whole) return false;
  for (const int i : b.map)  // what b reads of a's results it reads element by element
    for (const int v : s.op(i).in)
      if (made.count(s.root(v)) && (s.value(v).shape.size() != s.value(s.root(v)).shape.size() || !is_contiguous(s.value(v)))) return false;
  return true;
}

bool try_join(Schedule& s, std::size_t i, std::size_t j) {
  const Step a = s.steps[i], b = s.steps[j];
  if (!joins(s, a, b)) return false;
  bool up = true, down = true;  // b may move up to a; a may move down to b
  for (std::size_t k = i + 1; k < j; ++k) {
    up = up && !s.conflict(s.steps[k], b);
    down = down && !s.conflict(a, s.steps[k]);
  }
  if (!up && !down) return false;
  Step merged = a;
  merged.map.insert(merged.map.end(), b.map.begin(), b.map.end());
  s.steps[up ? i : j] = std::move(merged);
  s.steps.erase(s.steps.begin() + static_cast<Index>(up ? j : i));
  return true;
}

}  // namespace

void fuse(Schedule& schedule) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t j = 1; j < schedule.steps.size(); ++j) {
      for (std::size_t i = j; schedule.steps[j].main < 0 && i-- > 0;)
        if (try_join(schedule, i, j)) {
          changed = true;
          --j;
          break;
        }
    }
  }
}

}  // namespace nntrain
