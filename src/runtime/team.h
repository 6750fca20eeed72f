// The worker threads of a run. The caller is worker 0.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace nntrain {

// Meets all workers: spins for a moment, then yields (a partner may have lost its core).
class Barrier {
 public:
  explicit Barrier(int threads) : threads_(threads) {}
  void wait();

 private:
  const int threads_;
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<std::uint32_t> phase_{0};
};

// Runs one job at a time on all threads: between jobs workers spin briefly, then yield, then sleep. With one thread nothing is
// started and nothing is synchronised. Denormals are flushed to zero while a job runs.
class Team {
 public:
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int size() const { return threads_; }

  // job(context, id) on every thread, id 0 ... size - 1; returns when all are done. It must not throw.
  void run(void (*job)(void* context, int id), void* context);

 private:
  void work(int id);
  void wait_for_job(std::uint32_t last);

  const int threads_;
  void (*job_)(void*, int) = nullptr;
  void* context_ = nullptr;
  std::atomic<bool> stop_{false};
  alignas(64) std::atomic<std::uint32_t> started_{0};  // number of jobs begun
  alignas(64) std::atomic<int> running_{0};            // workers that have not finished the job
  std::atomic<int> asleep_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::thread> workers_;
};

// Cores that this process may use: its affinity, limited by the cgroup's CPU quota.
int available_cores();

}  // namespace nntrain
