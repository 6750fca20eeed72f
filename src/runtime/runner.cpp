#include "runtime/runner.h"

#include <cassert>
#include <chrono>

namespace nntrain {

namespace {

// A few microseconds for a core, ten where weights come from afar: not even worth a look at the clock.
bool is_little(const Program& program, Index batch) {
  constexpr Index flops = 400'000;
  Index sum = 0;
  for (const InstructionNote& note : program.notes) sum += note.flops.at(batch);
  return sum < flops;
}

}  // namespace

Runner::Runner(const Program& program, Team& team, ThreadUse use)
    : program_(program),
      team_(team),
      barrier_(program.threads),
      batch_size_(program.scalar("batch_size")),
      inverse_batch_size_(program.scalar("inverse_batch_size")),
      use_(program.threads > 1 ? use : ThreadUse::all) {
  assert(program.threads <= team.size());
}

void Runner::run(const StepInput& step) {
  assert(static_cast<Index>(step.rows.size()) <= program_.max_batch);
  common_.batch = static_cast<Index>(step.rows.size());
  common_.rows = step.rows.data();
  common_.columns = step.columns.data();
  common_.step_seed = step.seed;
  first_ = step.prepared ? program_.num_prepared : 0;
  batch_size_.set(static_cast<double>(common_.batch));
  inverse_batch_size_.set(1.0 / static_cast<double>(common_.batch));
  if (use_ == ThreadUse::all) return run_on(program_.threads);
  if (program_.threads == 1 || is_little(program_, common_.batch)) return run_on(1);
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  run_on(pace_.together() ? program_.threads : 1);
  pace_.took(std::chrono::duration<double>(Clock::now() - begin).count() / static_cast<double>(common_.batch));
}

void Runner::run_on(int threads) {
  common_.count = threads;
  if (profile_) profile_->begin_step(common_.batch, Profile::Clock::now());
  team_.run([](void* self, int id) { static_cast<const Runner*>(self)->run_thread(id); }, this, threads);
  if (profile_) profile_->end_step(Profile::Clock::now());
}

void Runner::run_thread(int id) const {
  Thread t = common_;
  t.id = id;
  t.scratch = program_.scratch + id * Thread::scratch_bytes;
  t.workspace = program_.workspace + id * program_.workspace_bytes;
  if (profile_) return run_profiled(t);
  for (const Instruction& i : std::span(program_.instructions).subspan(first_)) {
    if (i.barrier && t.count > 1) barrier_.wait();
    i.run(i.arguments, t);
  }
}

void Runner::run_profiled(const Thread& t) const {
  Profile::Span span;
  span.end = Profile::Clock::now();
  for (std::size_t k = first_; k < program_.instructions.size(); ++k) {
    const Instruction& i = program_.instructions[k];
    span.begin = span.ready = span.end;
    if (i.barrier && t.count > 1) {
      barrier_.wait();
      span.begin = Profile::Clock::now();
    }
    i.run(i.arguments, t);
    span.end = Profile::Clock::now();
    profile_->add(t.id, k, span);
  }
}

}  // namespace nntrain
