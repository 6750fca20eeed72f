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

constexpr int many = 20'000, trial = static_cast<int>(Pace::waking + Pace::counted);

TEST(Pace, StaysTogetherWhereThatPaysAndTriesOneThreadRarely) {
  Pace pace;
  EXPECT_GE(steps_together(pace, many, 1.0, 1.8), many - many / 100);
}

TEST(Pace, GoesOnAloneWhereThreadsDisturbEachOther) {
  Pace pace;
  EXPECT_LE(steps_together(pace, many, 10.0, 1.8), many / 100);
}

TEST(Pace, IsNotMisledByTheFirstSteps) {  // which start threads
  Pace pace;
  for (int i = 0; i < 3; ++i) pace.took(1000.0);
  EXPECT_GE(steps_together(pace, many, 1.0, 1.8), many - many / 100);
}

TEST(Pace, NoticesSoonThatCoresAreTakenAndLaterThatTheyAreFree) {
  Pace pace;
  steps_together(pace, many, 1.0, 1.8);
  EXPECT_LE(steps_together(pace, 500, 30.0, 1.8), 100);
  steps_together(pace, static_cast<int>(Pace::longest) + trial, 1.0, 1.8);
  EXPECT_GE(steps_together(pace, many, 1.0, 1.8), many - many / 50);
}

// A thread that loses its core in every 20th step: mostly it looks as if all were well.
TEST(Pace, GoesOnAloneWhereFewStepsAreVerySlow) {
  Pace pace;
  double seconds = 0;
  for (int i = 0; i < many; ++i) {
    const double step = !pace.together() ? 1.8 : i % 20 == 0 ? 40.0 : 1.0;
    pace.took(step);
    seconds += step;
  }
  EXPECT_LE(seconds, 1.8 * many * 1.05);
}

TEST(Pace, ShrugsOffSingleSlowSteps) {
  Pace pace;
  int together = 0;
  for (int i = 0; i < many; ++i) {
    const bool all = pace.together();
    together += all;
    pace.took(i % 100 == 99 ? 10.0 : all ? 1.0 : 1.8);
  }
  EXPECT_GE(together, many - many / 50);
}

}  // namespace
}  // namespace nntrain
