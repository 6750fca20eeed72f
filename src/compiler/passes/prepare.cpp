#include <algorithm>

#include "compiler/passes/passes.h"

namespace nntrain {

namespace {

class Preparer {
 public:
  explicit Preparer(const Schedule& schedule) : s_(schedule) {
    for (const Step& step : s_.steps)
      Schedule::each_op(step, [&](int i) {
        for (int k = 0; k < s_.op(i).kind->writes; ++k) changing_.insert(s_.root(s_.op(i).in[static_cast<std::size_t>(k)]));
      });
  }

  // Asked in the order of the schedule.
  bool depends_on_variables_only(const Op& op) {
    if (op.kind->draws || op.kind->writes > 0) return false;
    const auto batched = [&](int v) { return s_.value(v).shape.batched; };
    if (std::ranges::any_of(op.out, batched) || std::ranges::any_of(op.in, batched)) return false;
    if (!std::ranges::all_of(op.in, [&](int v) { return lasts(s_.root(v)); })) return false;
    made_.insert(op.out.begin(), op.out.end());
    return true;
  }

 private:
  bool lasts(int root) const {
    switch (s_.value(root).role) {
      case Role::constant: return true;
      case Role::variable: return !changing_.count(root);
      case Role::intermediate: return made_.count(root) > 0;
      case Role::scalar: return false;
    }
    return false;
  }

  const Schedule& s_;
  Roots changing_, made_;
};

}  // namespace

void prepare(Schedule& schedule) {
  Preparer preparer(schedule);
  for (const Step& step : schedule.steps)
    if (const int i = Schedule::first_op(step); preparer.depends_on_variables_only(schedule.op(i))) schedule.prepared.insert(i);
  std::stable_partition(schedule.steps.begin(), schedule.steps.end(), [&](const Step& step) { return schedule.is_prepared(step); });
}

}  // namespace nntrain
