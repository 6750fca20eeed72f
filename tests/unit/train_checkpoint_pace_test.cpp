// When checkpoints are due.
#include <gtest/gtest.h>

#include "train/checkpoint_pace.h"

namespace nntrain {
namespace {

constexpr std::int64_t ms = 1'000'000;

// Steps of a run of so many, each as long as said, after which one is written, which takes write_ns.
std::vector<Index> due_steps(const CheckpointSection& settings, Index steps, std::int64_t step_ns, std::int64_t write_ns, std::int64_t* looks = nullptr) {
  std::int64_t now = 0, num_looks = 0;
  CheckpointPace pace(settings, 0, [&] { return ++num_looks, now; });
  std::vector<Index> due;
  for (Index step = 1; step <= steps; ++step) {
    now += step_ns;
    if (!pace.is_due_after_step(step)) continue;
    due.push_back(step);
    const std::int64_t begin = now;
    now += write_ns;
    pace.wrote(begin);
  }
  if (looks) *looks = num_looks;
  return due;
}

TEST(CheckpointPace, BySteps) {
  CheckpointSection settings;
  settings.every_steps = 4;
  EXPECT_EQ(due_steps(settings, 13, 1, 1), (std::vector<Index>{4, 8, 12}));
}

TEST(CheckpointPace, ByEpochs) {
  CheckpointSection settings;
  settings.every_epochs = 2;
  CheckpointPace pace(settings, 0, [] { return 0; });
  EXPECT_FALSE(pace.is_due_after_epoch(1));
  EXPECT_TRUE(pace.is_due_after_epoch(2));
  EXPECT_FALSE(pace.is_due_after_step(100));
}

TEST(CheckpointPace, BySeconds) {
  CheckpointSection settings;
  settings.every_seconds = 2;
  const std::vector<Index> due = due_steps(settings, 70, 100 * ms, 0);
  ASSERT_EQ(due.size(), 3u);
  EXPECT_EQ(due[0], 20);
  EXPECT_EQ(due[1], 40);
  std::int64_t looks = 0;
  EXPECT_EQ(due_steps(settings, 5'000'000, 1000, 0, &looks).size(), 2u);  // steps of a microsecond
  EXPECT_LT(looks, 1000);
}

// Where nothing is said, at most a hundredth of the time.
TEST(CheckpointPace, ByWhatItCosts) {
  for (const std::int64_t write_ms : {1, 50, 3000}) {
    const Index steps = 1'000'000;
    const auto due = static_cast<std::int64_t>(due_steps({}, steps, 10 * ms, write_ms * ms).size());
    EXPECT_GT(due, 1);
    EXPECT_LE((due - 1) * write_ms, steps * 10 / 100) << write_ms;  // of the first it is not known what it takes
  }
}

TEST(CheckpointPace, WaitsForAnEpochsEnd) {
  std::int64_t now = 0;
  CheckpointPace pace({}, 0, [&] { return now; });
  now = 3'000 * ms;
  EXPECT_FALSE(pace.is_due_after_step(1));
  EXPECT_TRUE(pace.is_due_after_epoch(1));
  now = 5'000 * ms;
  EXPECT_TRUE(pace.is_due_after_step(2) || pace.is_due_after_step(3));
}

}  // namespace
}  // namespace nntrain
