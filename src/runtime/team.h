// The worker threads of a run. The caller is worker 0.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

namespace nntrain {

// Denormals slow arithmetic down up to a hundredfold and mean nothing in training: flushed to zero on this thread during its life.
class FlushDenormals {
 public:
  FlushDenormals();
  ~FlushDenormals();
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  static constexpr unsigned flush = 0x8040;  // of the MXCSR register: flush to zero, denormals are zero
  [[maybe_unused]] unsigned saved_ = 0;
};

// How long a thread waits for others before it sleeps: it spins for a moment, then yields (a partner may have lost its core).
struct Patience {
  int spins, yields;
};
// Of each of so many threads: where there are not as many cores, whoever spins keeps others from what it waits for.
Patience patience_of(int threads);

// Meets all workers.
class Barrier {
 public:
  explicit Barrier(int threads) : threads_(threads), patience_(patience_of(threads)) {}
  void wait();

 private:
  const int threads_;
  const Patience patience_;
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<std::uint32_t> phase_{0};
};

// Runs one job at a time on its threads: between jobs workers spin briefly, then yield, then sleep. They are started by the first
// job that needs them; a job for one thread neither waits for them nor wakes them. Denormals are flushed to zero while a job runs.
class Team {
 public:
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int size() const { return threads_; }

  // job(context, id) for id 0 ... min(threads, size) - 1, each on its own thread; returns when all are done. It must not throw.
  void run(void (*job)(void* context, int id), void* context, int threads = std::numeric_limits<int>::max());

 private:
  void work(int id);
  void wait_for_job(std::uint32_t last);

  const int threads_;
  const Patience patience_;
  void (*job_)(void*, int) = nullptr;
  void* context_ = nullptr;
  int wanted_ = 0;  // threads of this job
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
