// The product kernel through the op, against plain sums: shapes around every edge of tiles, panels and blocks, and exact integers,
// where no rounding hides a wrong element.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "support/run_graph.h"

namespace nntrain::test {
namespace {

struct Sizes {
  Index m, n, k;
};

// Small whole numbers: every product and sum of them is exact in float.
std::vector<double> whole(Index count, Index factor) {
  std::vector<double> x(static_cast<std::size_t>(count));
  for (Index i = 0; i < count; ++i) x[static_cast<std::size_t>(i)] = static_cast<double>((i * factor + 3) % 11 - 5);
  return x;
}

// op(a) op(b) of weights, either of which may lie transposed; the batch has no part in it. With a tail, of which the result is
// kept alone, so that the product is never stored as a whole.
void check(const OpTable& table, Sizes s, bool ta, bool tb, int threads, bool tail = false) {
  const auto a = whole(s.m * s.k, 7), b = whole(s.k * s.n, 5);
  Graph graph(table);
  const Tensor left = variable(graph, "a", {ta ? std::vector{s.k, s.m} : std::vector{s.m, s.k}, false});
  const Tensor right = variable(graph, "b", {tb ? std::vector{s.n, s.k} : std::vector{s.k, s.n}, false});
  const Tensor product = matmul(left, right, ta, tb), keep[] = {tail ? relu(product) : product};
  RunOptions options;
  options.variables = {{"a", a}, {"b", b}};
  options.compile.threads = threads;
  const std::vector<double> y = run_graph(graph, keep, options).kept[0];
  for (Index i = 0; i < s.m; ++i)
    for (Index j = 0; j < s.n; ++j) {
      double sum = 0;
      for (Index p = 0; p < s.k; ++p)
        sum += a[static_cast<std::size_t>(ta ? p * s.m + i : i * s.k + p)] * b[static_cast<std::size_t>(tb ? j * s.k + p : p * s.n + j)];
      ASSERT_EQ(y[static_cast<std::size_t>(i * s.n + j)], tail ? std::max(sum, 0.0) : sum)
          << table.name << ", " << s.m << " x " << s.k << " x " << s.n << (ta ? ", a transposed" : "") << (tb ? ", b transposed" : "") << ": ["
          << i << ", " << j << "]";
    }
}

TEST(Gemm, MultipliesEveryShape) {
  std::vector<const OpTable*> tables(runnable_op_tables().begin(), runnable_op_tables().end());
  tables.push_back(&op_table_double);
  std::vector<Sizes> sizes;
  for (const Index m : {1, 2, 7, 8, 9, 25})
    for (const Index n : {1, 3, 4, 10, 15, 16, 17, 48, 49, 97})
      for (const Index k : {1, 8, 13}) sizes.push_back({m, n, k});
  for (const Sizes& s : {Sizes{3, 20, 528}, {3, 20, 529}, {5, 100, 1057}, {193, 33, 20}, {129, 5, 40}, {400, 50, 6}, {4, 3073, 3}, {10, 513, 9},
                         // few rows and few columns, of more terms than a packed part has, and of every number of vectors
                         {1, 200, 130}, {2, 131, 300}, {1, 24, 40}, {2, 56, 17}, {200, 1, 130}, {131, 2, 300}, {72, 3, 40}, {56, 4, 17}, {40, 5, 20},
                         {88, 7, 130}, {65, 9, 20}, {104, 12, 20}, {64, 13, 20}})
    sizes.push_back(s);
  for (const OpTable* table : tables)
    for (const Sizes& s : sizes)
      for (const bool ta : {false, true})
        for (const bool tb : {false, true}) ASSERT_NO_FATAL_FAILURE(check(*table, s, ta, tb, 1));
}

// More rows than a group has, more columns and terms than a block has, whatever this machine's caches are; so that blocks of B are
// packed between the tiles of others.
TEST(Gemm, MultipliesByGroupsAndBlocks) {
  for (const OpTable* table : runnable_op_tables())
    for (const Sizes& s : {Sizes{540, 150, 1070}, {70, 4300, 60}, {1, 100, 1070}, {2, 70, 33}, {4300, 1, 30}, {1070, 10, 70}, {1, 1100, 1100}})
      for (const bool ta : {false, true})
        for (const bool tb : {false, true}) ASSERT_NO_FATAL_FAILURE(check(*table, s, ta, tb, 1, ta == tb));
}

TEST(Gemm, MultipliesInSlices) {
  for (const OpTable* table : runnable_op_tables())
    for (const Sizes& s : {Sizes{37, 29, 11}, {300, 130, 60}, {300, 3, 60}, {2, 700, 33}})
      for (const int threads : {2, 3, 5}) ASSERT_NO_FATAL_FAILURE(check(*table, s, false, false, threads));
}

// Numbers of so many bits, large and small: of few bits, exact sums often lie half way between two floats, or next to it.
std::vector<double> of_bits(Index count, int bits, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<double> x(static_cast<std::size_t>(count));
  for (double& v : x) {
    const int whole_number = static_cast<int>(random() >> (32 - bits)) - (1 << (bits - 1)), exponent = static_cast<int>(random() % 24) - 12;
    v = static_cast<double>(std::ldexp(static_cast<float>(whole_number), exponent - bits));
  }
  return x;
}

// How the terms of an element are added up, from the first to the last.
float fused(float a, float b, float sum) { return std::fma(a, b, sum); }
float rounded_twice(float a, float b, float sum) {
  volatile const float product = a * b;
  return product + sum;
}

// How many elements of a product are not what these sums are, bit for bit.
Index unlike(const OpTable& table, bool reproducible, Sizes s, int bits, float (*add)(float, float, float)) {
  const auto a = of_bits(s.m * s.k, bits, 1), b = of_bits(s.k * s.n, bits, 2);
  Graph graph(table);
  const Tensor keep[] = {matmul(variable(graph, "a", {{s.m, s.k}, false}), variable(graph, "b", {{s.k, s.n}, false}))};
  RunOptions options;
  options.variables = {{"a", a}, {"b", b}};
  options.compile.reproducible = reproducible;
  const std::vector<double> y = run_graph(graph, keep, options).kept[0];
  Index count = 0;
  for (Index i = 0; i < s.m; ++i)
    for (Index j = 0; j < s.n; ++j) {
      float sum = 0;
      for (Index p = 0; p < s.k; ++p)
        sum = add(static_cast<float>(a[static_cast<std::size_t>(i * s.k + p)]), static_cast<float>(b[static_cast<std::size_t>(p * s.n + j)]), sum);
      count += static_cast<float>(y[static_cast<std::size_t>(i * s.n + j)]) != sum;
    }
  return count;
}

bool plain_baseline([[maybe_unused]] const OpTable& table) {
#if defined(__x86_64__)
  return table.name == "baseline";
#else
  return false;
#endif
}

// sum + a b lies next to the middle of two floats, nearer than a double can tell: only one rounding finds the right one.
TEST(Gemm, RoundsOnceNextToTheMiddle) {
  const double e = 0x1p-23;
  for (const OpTable* table : runnable_op_tables())
    for (const double sign : {1.0, -1.0})
      for (const double sum : {1.0, 1.0 + e}) {
        const std::vector<double> a{sum, 1 + e, sum, 1 + 0x1p-11}, b{sign, sign * 0x1p-24 * (1 - e), sign, sign * 0x1p-24 * (1 - 0x1p-11 + 0x1p-22)};
        Graph graph(*table);
        const Tensor left = variable(graph, "a", {{2, 2}, false}), right = variable(graph, "b", {{2, 2}, false});
        const Tensor keep[] = {matmul(left, right, false, true)};
        RunOptions options;
        options.variables = {{"a", a}, {"b", b}};
        options.compile.reproducible = true;
        const std::vector<double> y = run_graph(graph, keep, options).kept[0];
        EXPECT_EQ(y[0], sign * sum) << table->name << ": below the middle";
        EXPECT_EQ(y[3], sign * (sum + e)) << table->name << ": above the middle";
      }
}

// Where bits differ between instruction sets, and where not: products of those without fused multiply-add, unless asked otherwise.
TEST(Gemm, RoundsAsItSays) {
  for (const OpTable* table : runnable_op_tables()) {
    const bool has_fma = table->name != "x86-64-v2" && !plain_baseline(*table);
    for (const Sizes& s : {Sizes{5, 3, 40}, {67, 70, 600}, {1, 9, 1000}, {1, 70, 300}, {31, 1, 77}, {70, 3, 300}})
      for (const int bits : {3, 8, 13, 24}) {
        SCOPED_TRACE(std::string(table->name) + ", " + std::to_string(s.m) + " rows, " + std::to_string(bits) + " bits");
        EXPECT_EQ(unlike(*table, true, s, bits, fused), 0);
        EXPECT_EQ(unlike(*table, false, s, bits, has_fma ? fused : rounded_twice), 0);
      }
    EXPECT_EQ(unlike(*table, false, {67, 70, 600}, 24, fused) == 0, has_fma) << table->name;
  }
}

}  // namespace
}  // namespace nntrain::test
