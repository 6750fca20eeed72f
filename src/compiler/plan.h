// Where every stored value of a schedule lies in the arena.
#pragma once
#include <map>

#include "compiler/schedule.h"

namespace nntrain {

struct Plan {
  std::map<int, Index> offsets;  // by root, in elements; a root that is missing is never stored
  Index size = 0;                // of the arena, in elements
  Index lower_bound = 0;         // the most that is alive at once: no plan can be smaller
};

struct PlanOptions {
  Index max_batch = 1;
  bool reuse_memory = true;  // false, for tests: every value has a place of its own
};

Plan plan_memory(const Schedule& schedule, const PlanOptions& options);

}  // namespace nntrain
