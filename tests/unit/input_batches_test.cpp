#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "input/batches.h"

namespace nntrain {
namespace {

using Rows = std::vector<std::int64_t>;

// All batches of the current epoch, one after the other.
Rows rows_of(const Batches& batches) {
  Rows rows;
  for (std::int64_t i = 0; i < batches.num_batches(); ++i) {
    const auto batch = batches.batch(i);
    rows.insert(rows.end(), batch.begin(), batch.end());
  }
  return rows;
}

TEST(SplitPoint, IsThatOfKeras) {
  EXPECT_EQ(split_point(100, 0), 100);
  EXPECT_EQ(split_point(100, 0.2), 80);
  EXPECT_EQ(split_point(10, 0.7), 3);
  EXPECT_EQ(split_point(10, 0.9), 0) << "1 - 0.9 is a little less than 0.1";
  EXPECT_EQ(split_point(344, 0.33), 230);
  EXPECT_EQ(split_point(0, 0.5), 0);
}

TEST(Batches, LastOneHoldsWhatIsLeft) {
  const Batches batches(10, 4, false, 0);
  ASSERT_EQ(batches.num_batches(), 3);
  EXPECT_EQ(batches.batch(0).size(), 4u);
  EXPECT_EQ(batches.batch(2).size(), 2u);
  EXPECT_EQ(Batches(8, 4, false, 0).num_batches(), 2);
  EXPECT_EQ(Batches(3, 100, false, 0).num_batches(), 1);
  EXPECT_EQ(Batches(0, 4, false, 0).num_batches(), 0);
}

TEST(Batches, WithoutShuffleInTheFilesOrder) {
  Batches batches(7, 3, false, 5);
  batches.start_epoch(3);
  Rows expected(7);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(rows_of(batches), expected);
}

TEST(Batches, ShuffleIsAFunctionOfSeedAndEpoch) {
  Batches batches(50, 8, true, 5);
  batches.start_epoch(0);
  const Rows first = rows_of(batches);
  batches.start_epoch(1);
  const Rows second = rows_of(batches);
  EXPECT_NE(first, second);
  Batches resumed(50, 8, true, 5);
  resumed.start_epoch(1);
  EXPECT_EQ(rows_of(resumed), second) << "an epoch does not depend on those before";
  Batches other(50, 8, true, 6);
  other.start_epoch(1);
  EXPECT_NE(rows_of(other), second);

  Rows sorted = second, expected(50);
  std::ranges::sort(sorted);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(sorted, expected) << "every row once";
}

TEST(Batches, EpochsReuseTheirMemory) {
  Batches batches(50, 8, true, 5);
  const std::int64_t* const memory = batches.batch(0).data();
  batches.start_epoch(0);
  EXPECT_EQ(batches.batch(0).data(), memory);
}

}  // namespace
}  // namespace nntrain
