#include "runtime/pace.h"

#include <gtest/gtest.h>

namespace nntrain {
namespace {

// How many of the steps are run by all threads when these are the times of a step.
int steps_together(Pace& pace, int steps, double all, double alone) {
  int count = 0;
  for (int i = 0; i < steps; ++i) {
    const bool together = pace.together();
    count += together;
    pace.took(together ? all : alone);
  }
  return count;
}

constexpr int many = 20'000, shortest = static_cast<int>(Pace::shortest), longest = static_cast<int>(Pace::longest),
              trial = static_cast<int>(Pace::trial_steps) + 2;

TEST(Pace, StaysTogetherWhereThatPaysAndTriesOneThreadRarely) {
  Pace pace;
  EXPECT_GE(steps_together(pace, many, 1.0, 1.8), many - many / 100);
}

TEST(Pace, GoesOnAloneWhereThreadsDisturbEachOther) {
  Pace pace;
  EXPECT_LE(steps_together(pace, many, 10.0, 1.8), shortest + many / 200);
}

TEST(Pace, IsNotMisledByTheFirstSteps) {  // which start threads
  Pace pace;
  for (int i = 0; i < 3; ++i) pace.took(1000.0);
  EXPECT_GE(steps_together(pace, many, 1.0, 1.8), many - many / 100);
}

TEST(Pace, NoticesThatCoresAreTakenAndThatTheyAreFree) {
  Pace pace;
  steps_together(pace, many, 1.0, 1.8);
  steps_together(pace, longest + trial, 30.0, 1.8);
  EXPECT_LE(steps_together(pace, many, 30.0, 1.8), many / 100);
  steps_together(pace, longest + trial, 1.0, 1.8);
  EXPECT_GE(steps_together(pace, many, 1.0, 1.8), many - many / 100);
}

TEST(Pace, ShrugsOffSingleSlowSteps) {
  Pace pace;
  int together = 0;
  for (int i = 0; i < many; ++i) {
    const bool all = pace.together();
    together += all;
    pace.took(i % 5 == 0 ? 1000.0 : all ? 1.0 : 1.8);
  }
  EXPECT_GE(together, many - many / 50);
}

}  // namespace
}  // namespace nntrain
