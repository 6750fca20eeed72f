#include "exchange/row_plan.h"

#include <algorithm>
#include <iterator>

#include "compiler/passes/passes.h"
#include "compiler/plan.h"

namespace nntrain {

RowMemory plan_row(Graph& graph, std::span<const Tensor> outputs) {
  Roots kept;
  for (const Tensor t : outputs) kept.insert(t.value().root);
  Schedule schedule(graph, std::move(kept));
  prepare(schedule);
  Roots made, read = schedule.kept;
  const auto first = std::ranges::find_if(schedule.steps, [&](const Step& step) { return !schedule.is_prepared(step); });
  std::for_each(schedule.steps.begin(), first, [&](const Step& step) { made.merge(schedule.writes(step)); });
  std::for_each(first, schedule.steps.end(), [&](const Step& step) { read.merge(schedule.reads(step)); });
  schedule.steps.erase(schedule.steps.begin(), first);
  Plan plan = plan_memory(schedule, {});
  RowMemory memory{{}, {}, std::move(plan.offsets), plan.size};
  std::ranges::set_intersection(made, read, std::back_inserter(memory.prepared));
  for (const Step& step : schedule.steps) Schedule::each_op(step, [&](int i) { memory.ops.push_back(i); });
  return memory;
}

}  // namespace nntrain
