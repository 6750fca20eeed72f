#include "exchange/row_plan.h"

#include "compiler/plan.h"

namespace nntrain {

RowMemory plan_row(Graph& graph, std::span<const Tensor> outputs) {
  Roots kept;
  for (const Tensor t : outputs) kept.insert(t.value().root);
  const Schedule schedule(graph, std::move(kept));
  Plan plan = plan_memory(schedule, {});
  RowMemory memory{{}, std::move(plan.offsets), plan.size};
  for (const Step& step : schedule.steps) Schedule::each_op(step, [&](int i) { memory.ops.push_back(i); });
  return memory;
}

}  // namespace nntrain
