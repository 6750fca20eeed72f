#include "runtime/team.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace nntrain {

namespace {

void pause() {
#if defined(__SSE__)
  _mm_pause();
#endif
}

// Waits until `changing` is no longer `old`: true; false: patience has come to its end.
template <class T>
bool changes(const std::atomic<T>& changing, T old, Patience patience) {
  for (int i = 0; i < patience.spins + patience.yields; ++i) {
    if (changing.load(std::memory_order_acquire) != old) return true;
    if (i < patience.spins) pause();
    else std::this_thread::yield();
  }
  return false;
}

}  // namespace

Patience patience_of(int threads) {
  if (threads == 1) return {0, 0};
  return threads <= available_cores() ? Patience{4000, 2000}  // about 0.1 ms, then about 1 ms
                                      : Patience{0, 4};
}

#if defined(__SSE__)
FlushDenormals::FlushDenormals() : saved_(_mm_getcsr()) {
  if ((saved_ & flush) != flush) _mm_setcsr(saved_ | flush);  // writing it takes as long as ten additions
}
FlushDenormals::~FlushDenormals() {
  if ((saved_ & flush) != flush) _mm_setcsr(saved_);
}
#else
FlushDenormals::FlushDenormals() = default;
FlushDenormals::~FlushDenormals() = default;
#endif

void Barrier::wait() {
  if (threads_ == 1) return;
  const std::uint32_t phase = phase_.load(std::memory_order_relaxed);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) == threads_ - 1) {
    arrived_.store(0, std::memory_order_relaxed);
    phase_.store(phase + 1, std::memory_order_release);
    phase_.notify_all();
    return;
  }
  if (!changes(phase_, phase, patience_)) phase_.wait(phase, std::memory_order_acquire);
}

Team::Team(int threads) : threads_(std::max(threads, 1)), patience_(patience_of(threads_)) {}

Team::~Team() {
  {
    const std::lock_guard lock(mutex_);
    stop_.store(true);
    started_.fetch_add(1);
  }
  wake_.notify_all();
  for (std::thread& t : workers_) t.join();
}

void Team::run(void (*job)(void*, int), void* context, int threads) {
  const FlushDenormals flush;
  wanted_ = std::min(threads, threads_);
  if (wanted_ == 1) return job(context, 0);
  if (workers_.empty())
    for (int id = 1; id < threads_; ++id) workers_.emplace_back([this, id] { work(id); });
  job_ = job;
  context_ = context;
  running_.store(threads_ - 1, std::memory_order_relaxed);
  started_.fetch_add(1);  // sequentially consistent with asleep_, so that no sleeper is missed
  if (asleep_.load() > 0) {
    const std::lock_guard lock(mutex_);
    wake_.notify_all();
  }
  job(context, 0);
  for (int running = running_.load(std::memory_order_acquire); running > 0; running = running_.load(std::memory_order_acquire))
    if (!changes(running_, running, patience_)) running_.wait(running, std::memory_order_acquire);
}

void Team::wait_for_job(std::uint32_t last) {
  if (changes(started_, last, patience_)) return;
  std::unique_lock lock(mutex_);
  asleep_.fetch_add(1);
  wake_.wait(lock, [&] { return started_.load() != last; });
  asleep_.fetch_sub(1);
}

void Team::work(int id) {
  const FlushDenormals flush;
  for (std::uint32_t last = 0;; ++last) {
    wait_for_job(last);
    if (stop_.load()) return;
    if (id < wanted_) job_(context_, id);
    if (running_.fetch_sub(1, std::memory_order_release) == 1) running_.notify_one();
  }
}

int available_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  int cores = 1;
  if (sched_getaffinity(0, sizeof set, &set) == 0) cores = std::max(CPU_COUNT(&set), 1);
  // cgroup v2: "max 100000" or "150000 100000" (quota and period in microseconds).
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  std::string quota;
  double period = 0;
  if (file >> quota >> period && quota != "max" && period > 0)
    cores = std::min(cores, std::max(1, static_cast<int>(std::ceil(std::stod(quota) / period))));
  return cores;
}

}  // namespace nntrain
