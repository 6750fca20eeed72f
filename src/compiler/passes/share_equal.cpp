#include <algorithm>
#include <iterator>
#include <tuple>

#include "compiler/passes/passes.h"

namespace nntrain {

namespace {

auto parameters(const Op& op) {
  const auto& [axis, begin, end, transpose_a, transpose_b, batched, stream, value, dims, numbers] = op.attributes;
  return std::tie(axis, begin, end, transpose_a, transpose_b, batched, stream, value, dims, numbers);
}

// The same elements in the same order: one value, equal windows on one, or equal numbers.
bool same(const Value& a, const Value& b) {
  const bool same_memory = a.role == Role::constant ? b.role == Role::constant && a.constant == b.constant : a.root == b.root && a.offset == b.offset;
  return same_memory && a.shape == b.shape && a.strides == b.strides;
}

bool equal(const Schedule& s, const Op& a, const Op& b) {
  return a.kind == b.kind && a.kind->writes == 0 && parameters(a) == parameters(b) &&
         std::ranges::equal(a.in, b.in, [&](int x, int y) { return same(s.value(x), s.value(y)); });
}

// From now on `value` is `other`: for those who read it, through windows too, and for whoever looks at it after the run.
void replace(Schedule& s, int value, int other) {
  auto &gone = s.readers[static_cast<std::size_t>(value)], &readers = s.readers[static_cast<std::size_t>(other)];
  for (const int reader : gone)
    for (int& in : s.graph.ops[static_cast<std::size_t>(reader)].in)
      if (in == value) in = other;
  readers.insert(readers.end(), gone.begin(), gone.end());
  gone.clear();
  for (Value& window : s.graph.values)
    if (window.root == value) window.root = other;
  if (s.kept.erase(value)) s.kept.insert(other);
}

// An op that no longer runs reads nothing.
void forget_reader(Schedule& s, int op) {
  for (const int v : s.op(op).in) std::erase(s.readers[static_cast<std::size_t>(s.root(v))], op);
}

}  // namespace

void share_equal(Schedule& schedule) {
  std::vector<Step>& steps = schedule.steps;
  for (std::size_t j = 1; j < steps.size(); ++j) {
    const Op& later = schedule.op(Schedule::first_op(steps[j]));
    const auto here = steps.begin() + static_cast<Index>(j);
    const auto last = std::find_if(std::make_reverse_iterator(here), steps.rend(),
                                   [&](const Step& step) { return equal(schedule, schedule.op(Schedule::first_op(step)), later); });
    if (last == steps.rend()) continue;
    const Roots read = schedule.reads(*here);
    if (std::any_of(last.base(), here, [&](const Step& step) { return meet(schedule.writes(step), read); })) continue;
    const Op& earlier = schedule.op(Schedule::first_op(*last));
    forget_reader(schedule, Schedule::first_op(*here));
    for (std::size_t k = 0; k < later.out.size(); ++k) replace(schedule, later.out[k], earlier.out[k]);
    steps.erase(steps.begin() + static_cast<Index>(j--));
  }
}

}  // namespace nntrain
