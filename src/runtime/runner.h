// Runs a program, step after step, on a team.
#pragma once
#include <span>

#include "compiler/program.h"
#include "runtime/pace.h"
#include "runtime/profile.h"
#include "runtime/team.h"

namespace nntrain {

// What one step is about.
struct StepInput {
  std::span<const Index> rows;           // of the data set: this batch, at most Program::max_batch
  std::span<const void* const> columns;  // the data set's matrices, in the program's element type
  std::uint64_t seed = 0;                // of this step's random numbers
  bool prepared = false;                 // no variable has changed since this runner's last step: Program::num_prepared are left out
};

// all: every step on all of the program's threads. as_it_pays: on one where that has lately been faster, and where there is little to do.
enum class ThreadUse { all, as_it_pays };

class Runner {
 public:
  // The program must have been compiled for at most team.size() threads; the others stay idle. Both must outlive the runner.
  Runner(const Program& program, Team& team, ThreadUse use = ThreadUse::all);

  // Also sets the scalars "batch_size" and "inverse_batch_size". Allocates nothing.
  void run(const StepInput& step);

  // From now on steps add their times to it; null: no more.
  void set_profile(Profile* profile) { profile_ = profile; }

 private:
  void run_on(int threads);
  void run_thread(int id) const;
  void run_profiled(const Thread& thread) const;

  const Program& program_;
  Team& team_;
  mutable Barrier barrier_;  // among the program's threads
  ScalarSlot batch_size_, inverse_batch_size_;
  Thread common_;
  std::size_t first_ = 0;  // instruction
  ThreadUse use_;
  Pace pace_;
  Profile* profile_ = nullptr;
};

}  // namespace nntrain
