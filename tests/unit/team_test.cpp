#include "runtime/team.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <numeric>

namespace nntrain {
namespace {

// Ends the program when a test that could hang has not finished in time: a deadlock is a failure, not a stuck build.
class Watchdog {
 public:
  Watchdog() : thread_([this] {
    std::unique_lock lock(mutex_);
    if (finished_.wait_for(lock, std::chrono::seconds(100), [this] { return done_; })) return;
    std::fputs("the team hangs\n", stderr);
    std::abort();
  }) {}
  ~Watchdog() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    finished_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable finished_;
  bool done_ = false;
  std::thread thread_;
};

struct Counts {
  std::vector<int> runs;
  explicit Counts(int threads) : runs(static_cast<std::size_t>(threads), 0) {}
  static void job(void* self, int id) { ++static_cast<Counts*>(self)->runs[static_cast<std::size_t>(id)]; }
};

TEST(Team, RunsEveryJobOnceOnEveryThread) {
  const Watchdog watchdog;
  for (const int threads : {1, 2, 3, 16}) {
    Team team(threads);
    Counts counts(threads);
    const int jobs = threads > 3 ? 300 : 3000;
    for (int i = 0; i < jobs; ++i) team.run(Counts::job, &counts);
    EXPECT_EQ(counts.runs, std::vector<int>(static_cast<std::size_t>(threads), jobs)) << threads << " threads";
  }
}

TEST(Team, RunsAJobOnFewerThreads) {
  const Watchdog watchdog;
  Team team(4);
  Counts counts(4);
  for (int i = 0; i < 200; ++i)
    for (const int threads : {2, 1, 4, 9}) team.run(Counts::job, &counts, threads);
  EXPECT_EQ(counts.runs, (std::vector<int>{800, 600, 400, 400}));
}

TEST(Team, WakesSleepingWorkers) {
  const Watchdog watchdog;
  Team team(3);
  Counts counts(3);
  for (int i = 0; i < 40; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(i % 2 == 0 ? 10 : 1));  // around the time at which they fall asleep
    team.run(Counts::job, &counts);
  }
  EXPECT_EQ(counts.runs, (std::vector<int>{40, 40, 40}));
}

TEST(Team, MayBeDestroyedAtAnyTime) {
  const Watchdog watchdog;
  for (int i = 0; i < 60; ++i) {
    Team team(4);
    Counts counts(4);
    for (int k = 0; k < i % 3; ++k) team.run(Counts::job, &counts);
    if (i % 10 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(8));
  }
}

TEST(Team, FlushesDenormalsInJobsOnly) {
  const auto halved = [](void* result, int id) {
    volatile float smallest = 1.17549435e-38f;
    static_cast<float*>(result)[id] = smallest / 2;
  };
  Team team(2);
  float results[2] = {1, 1};
  team.run(halved, results);
  EXPECT_EQ(results[0], 0.0f);
  EXPECT_EQ(results[1], 0.0f);
  halved(results, 0);
  EXPECT_GT(results[0], 0.0f);
}

// Between two barriers nobody writes, so that all see what all have written.
TEST(Barrier, MeetsAllThreads) {
  const Watchdog watchdog;
  for (const int threads : {1, 2, 3, 16}) {
    struct Shared {
      Barrier barrier;
      std::vector<int> phase;
      std::atomic<int> wrong{0};
      int rounds;
    } shared{Barrier(threads), std::vector<int>(static_cast<std::size_t>(threads), 0), 0, threads > 3 ? 50 : 1000};
    Team team(threads);
    team.run([](void* context, int id) {
      auto& s = *static_cast<Shared*>(context);
      for (int i = 1; i <= s.rounds; ++i) {
        s.phase[static_cast<std::size_t>(id)] = i;
        s.barrier.wait();
        for (const int other : s.phase) s.wrong += other != i;
        s.barrier.wait();
      }
    }, &shared);
    EXPECT_EQ(shared.wrong, 0) << threads << " threads";
  }
}

TEST(AvailableCores, AreAtLeastOneAndNoMoreThanTheMachineHas) {
  EXPECT_GE(available_cores(), 1);
  EXPECT_LE(available_cores(), std::max(1, static_cast<int>(std::thread::hardware_concurrency())));
}

}  // namespace
}  // namespace nntrain
