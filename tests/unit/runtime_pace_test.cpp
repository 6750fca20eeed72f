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

constexpr int period = static_cast<int>(Pace::period);

TEST(Pace, StaysTogetherWhereThatPaysAndTriesOneThreadRarely) {
  Pace pace;
  EXPECT_EQ(steps_together(pace, 4 * period, 1.0, 1.8), 4 * period - 8);
}

TEST(Pace, GoesOnAloneWhereThreadsDisturbEachOther) {
  Pace pace;
  EXPECT_LE(steps_together(pace, 4 * period, 10.0, 1.8), 12);
}

TEST(Pace, NoticesSoonThatCoresAreTakenAndLaterThatTheyAreFree) {
  Pace pace;
  steps_together(pace, 20, 1.0, 1.8);
  EXPECT_LE(steps_together(pace, period, 30.0, 1.8), 12);
  steps_together(pace, 6 * period, 1.0, 1.8);
  EXPECT_GE(steps_together(pace, period, 1.0, 1.8), period - 2);
}

TEST(Pace, ShrugsOffOneSlowStep) {
  Pace pace;
  steps_together(pace, 20, 1.0, 1.8);
  pace.took(1000.0);
  EXPECT_TRUE(pace.together());
}

TEST(Pace, DoesNotJudgeByTheFirstSteps) {
  Pace pace;
  pace.took(1000.0);
  pace.took(1000.0);
  EXPECT_EQ(steps_together(pace, period, 1.0, 1.8), period - 2);
}

}  // namespace
}  // namespace nntrain
