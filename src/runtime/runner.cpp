#include "runtime/runner.h"

#include <cassert>

namespace nntrain {

Runner::Runner(const Program& program, Team& team)
    : program_(program),
      team_(team),
      barrier_(program.threads),
      batch_size_(program.scalar("batch_size")),
      inverse_batch_size_(program.scalar("inverse_batch_size")),
      memory_per_thread_((Thread::scratch_bytes + program.workspace_bytes + 4095) / 4096 * 4096) {
  assert(program.threads <= team.size());
  memory_ = allocate_aligned(memory_per_thread_ * program.threads);
  common_.count = program.threads;
}

void Runner::run(const StepInput& step) {
  assert(static_cast<Index>(step.rows.size()) <= program_.max_batch);
  common_.batch = static_cast<Index>(step.rows.size());
  common_.rows = step.rows.data();
  common_.columns = step.columns.data();
  common_.step_seed = step.seed;
  batch_size_.set(static_cast<double>(common_.batch));
  inverse_batch_size_.set(1.0 / static_cast<double>(common_.batch));
  team_.run([](void* self, int id) { static_cast<const Runner*>(self)->run_thread(id); }, this,
            program_.threads);
}

void Runner::run_thread(int id) const {
  Thread t = common_;
  t.id = id;
  t.scratch = memory_.get() + id * memory_per_thread_;
  t.workspace = t.scratch + Thread::scratch_bytes;
  for (const Instruction& i : program_.instructions) {
    if (i.barrier) barrier_.wait();
    i.run(i.arguments, t);
  }
}

}  // namespace nntrain
