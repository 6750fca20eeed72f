#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include "base/random.h"

namespace nntrain {
namespace {

constexpr std::uint32_t test_stream = stream(StreamKind::synthetic, 7);

// The known answers that Salmon et al. publish with Random123 (kat_vectors, philox4x32 10).
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}), (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, EveryPartOfTheCounterMatters) {
  const std::uint32_t bits = random_bits(1, test_stream, 2, 3);
  EXPECT_EQ(bits, random_bits(1, test_stream, 2, 3));
  EXPECT_NE(bits, random_bits(1 + (1ull << 32), test_stream, 2, 3));
  EXPECT_NE(bits, random_bits(1, test_stream + 1, 2, 3));
  EXPECT_NE(bits, random_bits(1, stream(StreamKind::dropout, 7), 2, 3));
  EXPECT_NE(bits, random_bits(1, test_stream, 2 + (1ull << 32), 3));
  EXPECT_NE(bits, random_bits(1, test_stream, 2, 4));
  EXPECT_EQ(bits, random_block(1, test_stream, 2, 0)[3]);
}

TEST(Random, UniformCoversTheInterval) {
  double sum = 0, squares = 0, least = 1, most = 0;
  constexpr int n = 100'000;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double u = uniform(5, test_stream, 0, i);
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    squares += u * u;
    least = std::min(least, u);
    most = std::max(most, u);
  }
  EXPECT_NEAR(sum / n, 0.5, 0.004);
  EXPECT_NEAR(squares / n, 1.0 / 3, 0.004);
  EXPECT_LT(least, 1e-3);
  EXPECT_GT(most, 1 - 1e-3);
}

// The values that Wichura prints with the algorithm, and further ones by erfc.
TEST(Random, NormalQuantile) {
  EXPECT_DOUBLE_EQ(normal_quantile(0.25), -0.6744897501960817);
  EXPECT_DOUBLE_EQ(normal_quantile(0.001), -3.090232306167814);
  EXPECT_DOUBLE_EQ(normal_quantile(1e-20), -9.262340089798408);
  EXPECT_EQ(normal_quantile(0.5), 0);
  for (double p = 1e-300; p < 0.5; p *= 1.7) {
    EXPECT_NEAR(0.5 * std::erfc(-normal_quantile(p) / std::sqrt(2.0)) / p, 1, 2e-12) << p;
  }
  for (double p = 1.0 / 64; p < 1; p += 1.0 / 64) EXPECT_DOUBLE_EQ(normal_quantile(p), -normal_quantile(1 - p)) << p;
}

TEST(Random, NormalHasItsMoments) {
  double sum = 0, squares = 0, fourth = 0;
  constexpr int n = 200'000;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double z = normal(9, test_stream, 1, i);
    sum += z;
    squares += z * z;
    fourth += z * z * z * z;
  }
  EXPECT_NEAR(sum / n, 0, 0.01);
  EXPECT_NEAR(squares / n, 1, 0.015);
  EXPECT_NEAR(fourth / n, 3, 0.1);
}

TEST(Random, TruncatedNormalStaysInside) {
  double squares = 0;
  constexpr int n = 100'000;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double z = truncated_normal(3, test_stream, 0, i, -2, 2);
    ASSERT_LE(std::fabs(z), 2);
    squares += z * z;
  }
  EXPECT_NEAR(std::sqrt(squares / n), 0.87962566103423978, 0.005);  // as Keras' initializers assume
}

TEST(Random, PermutationHoldsEveryNumberOnce) {
  std::vector<std::int64_t> order(1000), again(1000), expected(1000);
  std::iota(expected.begin(), expected.end(), 0);
  permutation(1, test_stream, 4, order);
  permutation(1, test_stream, 4, again);
  EXPECT_EQ(order, again);
  permutation(1, test_stream, 5, again);
  EXPECT_NE(order, again);
  EXPECT_NE(order, expected);
  std::ranges::sort(order);
  EXPECT_EQ(order, expected);
}

TEST(Random, PermutationOfNothingAndOfOne) {
  std::vector<std::int64_t> none, one(1, 42);
  permutation(1, test_stream, 0, none);
  permutation(1, test_stream, 0, one);
  EXPECT_EQ(one[0], 0);
}

// 24 orders of four numbers: chi squared with 23 degrees of freedom stays below 60 but for one seed in 30,000.
TEST(Random, PermutationsAreEquallyLikely) {
  std::map<std::vector<std::int64_t>, int> counts;
  std::vector<std::int64_t> order(4);
  constexpr int n = 24'000;
  for (std::uint64_t step = 0; step < n; ++step) {
    permutation(11, test_stream, step, order);
    ++counts[order];
  }
  ASSERT_EQ(counts.size(), 24u);
  double chi_squared = 0;
  for (const auto& [unused, count] : counts) chi_squared += (count - 1000.0) * (count - 1000.0) / 1000.0;
  EXPECT_LT(chi_squared, 60);
}

// Pins the bits: a change here changes every model file.
TEST(Random, BitsOfARunAreFixed) {
  std::vector<std::int64_t> order(8);
  permutation(0, stream(StreamKind::shuffle), 0, order);
  EXPECT_EQ(order, (std::vector<std::int64_t>{0, 2, 1, 5, 7, 4, 6, 3}));
  EXPECT_EQ(uniform(0, stream(StreamKind::initializer), 0, 0), 0x1.4ca36e9c8811p-3);
  EXPECT_EQ(normal(0, stream(StreamKind::initializer), 0, 1), 0x1.1ed3be2f6c421p+0);
  EXPECT_EQ(normal(0, stream(StreamKind::initializer), 0, 9), 0x1.1bc8c3364e46cp+1);
}

}  // namespace
}  // namespace nntrain
