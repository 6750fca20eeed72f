#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/text.h"
#include "error_text.h"
#include "input/synthetic.h"
#include "input/table_reader.h"

namespace nntrain {
namespace {

std::vector<std::vector<double>> numbers(const Table& table) {
  std::vector<std::vector<double>> rows;
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    rows.emplace_back();
    for (std::int64_t column = 0; column < table.num_columns(); ++column) {
      rows.back().push_back(parse_double(table.text(row, column)).value());
    }
  }
  return rows;
}

std::vector<std::vector<double>> numbers(const SyntheticSpec& spec) { return numbers(synthetic_table(spec)); }

TEST(Synthetic, DefaultIsTheTutorialsData) {
  const Table table = synthetic_table({});
  EXPECT_EQ(table.names(), (std::vector<std::string>{"x0", "x1", "y"}));
  ASSERT_EQ(table.num_rows(), 100);
  double sum = 0, squares = 0;
  for (const auto& row : numbers(table)) {
    for (const double x : {row[0], row[1]}) {
      EXPECT_GE(x, 0);
      EXPECT_LE(x, 1);
    }
    const double noise = row[2] - 2 * row[0] - 3 * row[1] - 4;
    sum += noise;
    squares += noise * noise;
  }
  EXPECT_NEAR(sum / 100, 0, 0.08);
  EXPECT_NEAR(std::sqrt(squares / 100), 0.2, 0.06);
}

// Pins the bits of the first rows: the tutorial's job is a test of its own result.
TEST(Synthetic, LinearBitsAreFixed) {
  EXPECT_EQ(synthetic_csv({.rows = 3}),
            "x0,x1,y\n0.34256124,0.709825,6.773845\n0.9562773,0.23453768,6.680284\n0.63635886,0.10628751,5.080196\n");
}

TEST(Synthetic, LongerSetsBeginWithShorterOnes) {
  const std::string longer = synthetic_csv({.rows = 50});
  EXPECT_TRUE(longer.starts_with(synthetic_csv({.rows = 20})));
  EXPECT_EQ(longer, synthetic_csv({.rows = 50}));
  EXPECT_NE(longer, synthetic_csv({.rows = 50, .seed = 1}));
}

TEST(Synthetic, CsvAndTableAreTheSameNumbers) {
  for (const SyntheticKindName& kind : synthetic_kinds()) {
    const SyntheticSpec spec{.kind = kind.kind, .rows = 30};
    EXPECT_EQ(numbers(parse_csv(synthetic_csv(spec), "data.csv")), numbers(spec)) << kind.name;
  }
}

TEST(Synthetic, NumbersAreShortestFloat32) {
  ReadOptions as_text;
  as_text.text_columns = {"y"};
  const Table table = parse_csv(synthetic_csv({}), "data.csv", as_text);
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    ASSERT_TRUE(table.number(row, 2));
    EXPECT_EQ(table.text(row, 2), to_text(*table.number(row, 2)));
  }
}

TEST(Synthetic, WithoutNoiseTheFormulaHolds) {
  for (const auto& row : numbers(SyntheticSpec{.weights = {1, -2, 0.5}, .bias = -1, .noise = 0})) {
    ASSERT_EQ(row.size(), 4u);
    EXPECT_NEAR(row[3], row[0] - 2 * row[1] + 0.5 * row[2] - 1, 1e-6);
  }
  for (const auto& row : numbers(SyntheticSpec{.kind = SyntheticKind::sine, .noise = 0})) {
    EXPECT_NEAR(row[1], std::sin(row[0]), 1e-7);
    EXPECT_LE(std::fabs(row[0]), 3.1415928);
  }
  for (const auto& row : numbers(SyntheticSpec{.kind = SyntheticKind::xor_, .noise = 0})) {
    EXPECT_EQ(row[2], row[0] * row[1] < 0 ? 1 : 0);
    EXPECT_EQ(std::fabs(row[0]), 1);
  }
  for (const auto& row : numbers(SyntheticSpec{.kind = SyntheticKind::circles, .noise = 0, .classes = 3})) {
    EXPECT_NEAR(std::hypot(row[0], row[1]), row[2] + 1, 1e-6);
  }
  for (const auto& row : numbers(SyntheticSpec{.kind = SyntheticKind::blobs, .noise = 0, .classes = 4})) {
    const double angle = row[2] * 3.14159265358979 / 2;
    EXPECT_NEAR(row[0], std::cos(angle), 1e-6);
    EXPECT_NEAR(row[1], std::sin(angle), 1e-6);
  }
  for (const auto& row : numbers(SyntheticSpec{.kind = SyntheticKind::moons, .noise = 0})) {
    const bool upper = row[2] == 0;
    EXPECT_NEAR(std::hypot(row[0] - (upper ? 0 : 1), row[1] - (upper ? 0 : 0.5)), 1, 1e-6);
    EXPECT_TRUE(upper ? row[1] >= 0 : row[1] <= 0.5);
  }
  for (const auto& row : numbers(SyntheticSpec{.kind = SyntheticKind::spirals, .noise = 0, .classes = 3})) {
    const double radius = std::hypot(row[0], row[1]), angle = 6.28318530717959 * (radius / 3 + row[2] / 3);
    EXPECT_NEAR(row[0], radius * std::cos(angle), 1e-4);
    EXPECT_NEAR(row[1], radius * std::sin(angle), 1e-4);
  }
}

TEST(Synthetic, ClassesAreBalanced) {
  using enum SyntheticKind;
  for (const SyntheticKind kind : {blobs, circles, spirals, moons, xor_}) {
    std::map<double, int> counts;
    for (const auto& row : numbers(SyntheticSpec{.kind = kind, .rows = 120})) ++counts[row.back()];
    EXPECT_EQ(counts, (std::map<double, int>{{0, 60}, {1, 60}}));
  }
  std::map<double, int> counts;
  for (const auto& row : numbers(SyntheticSpec{.kind = blobs, .rows = 12, .classes = 3})) ++counts[row.back()];
  EXPECT_EQ(counts, (std::map<double, int>{{0, 4}, {1, 4}, {2, 4}}));
}

TEST(Synthetic, KindsAreListedInOrder) {
  for (std::size_t i = 0; i < synthetic_kinds().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(synthetic_kinds()[i].kind), i);
  }
  EXPECT_EQ(synthetic_kinds().size(), 7u);
  EXPECT_EQ(synthetic_kinds().back().name, "xor");
}

TEST(SyntheticError, OutOfRange) {
  const auto error = [](const SyntheticSpec& spec) { return error_text([&] { synthetic_csv(spec); }); };
  EXPECT_EQ(error({.rows = 0}), "3 /data/synthetic/rows: rows is 0; expected at least 1");
  EXPECT_EQ(error({.noise = -1}), "3 /data/synthetic/noise: noise is -1; expected a number that is not negative");
  EXPECT_EQ(error({.bias = 1e39}), "3 /data/synthetic/bias: bias is 1e+39; expected a finite number");
  EXPECT_EQ(error({.classes = 1}), "3 /data/synthetic/classes: classes is 1; expected at least 2");
  EXPECT_EQ(error({.weights = {}}), "3 /data/synthetic/weights: weights is empty; expected a number for each input");
  EXPECT_EQ(error({.weights = {1, std::nan("")}}),
            "3 /data/synthetic/weights: weights is nan; expected finite numbers");
}

}  // namespace
}  // namespace nntrain
