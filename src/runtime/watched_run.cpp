#include "runtime/watched_run.h"

#include <cassert>

namespace nntrain {

void run_watched(const Program& program, const StepInput& step, const std::function<void(std::size_t instruction)>& after) {
  assert(program.threads == 1);
  Thread thread;
  thread.batch = static_cast<Index>(step.rows.size());
  thread.rows = step.rows.data();
  thread.columns = step.columns.data();
  thread.step_seed = step.seed;
  thread.scratch = program.scratch;
  thread.workspace = program.workspace;
  program.scalar("batch_size").set(static_cast<double>(thread.batch));
  program.scalar("inverse_batch_size").set(1.0 / static_cast<double>(thread.batch));
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    program.instructions[i].run(program.instructions[i].arguments, thread);
    after(i);
  }
}

}  // namespace nntrain
