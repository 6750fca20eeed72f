#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "columns/category.h"
#include "columns/columns.h"
#include "columns/date.h"
#include "columns/number.h"
#include "error_text.h"

namespace nntrain {
namespace {

NetworkWants wants(TargetEncoding target = TargetEncoding::number) {
  return {.inputs = {{.layer = "in"}}, .outputs = {{.layer = "out", .encoding = target}}};
}

// 100 rows: x counts, group changes every 5 rows, day goes backwards, part says it, y is 1 in every fourth row.
Table table() {
  std::string text = "x,group,day,part,y\n";
  for (int i = 0; i < 100; ++i)
    text += std::to_string(i) + ",g" + std::to_string(i / 5) + ",2024-01-" + (99 - i < 50 ? "01" : "02") + " 00:" +
            (i % 60 < 10 ? "0" : "") + std::to_string(i % 60) + "," + (i % 10 == 0 ? "test" : i % 10 == 1 ? "val" : "train") + "," +
            (i % 4 == 0 ? "1" : "0") + "\n";
  return parse_csv(text, "data.csv");
}

std::vector<RowPart> parts_of(const RowPlan& plan, std::int64_t rows) {
  std::vector<RowPart> parts;
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t place = plan.place_of(row);
    parts.push_back(place < 0 ? RowPart::dropped : place < plan.parts.train ? RowPart::train
                    : place < plan.parts.train + plan.parts.validation ? RowPart::validation : RowPart::test);
  }
  return parts;
}

RowPlan plan(const SplitSpec& split, std::uint64_t seed = 0) {
  DataSpec spec;
  spec.split = split;
  return plan_rows(spec, table(), wants(), 0, seed);
}

TEST(Split, LastRowsAsTheFileHasThem) {
  const RowPlan p = plan({.kind = SplitKind::last, .validation = 0.2, .test = 0.1});
  EXPECT_EQ(p.parts.train, 70);
  EXPECT_EQ(p.parts.validation, 20);
  EXPECT_EQ(p.parts.test, 10);
  EXPECT_TRUE(p.place.empty()) << "every row is where it was";
}

TEST(Split, RandomDependsOnTheSeedAlone) {
  const RowPlan a = plan({.validation = 0.2, .test = 0.1}, 1), b = plan({.validation = 0.2, .test = 0.1}, 1), c = plan({.validation = 0.2, .test = 0.1}, 2);
  EXPECT_EQ(a.place, b.place);
  EXPECT_NE(a.place, c.place);
  EXPECT_EQ(a.parts.sum(), 100);
  std::int64_t last = -1;  // rows of a part stay in the file's order
  const std::vector<RowPart> parts = parts_of(a, 100);
  for (std::int64_t row = 0; row < 100; ++row)
    if (parts[static_cast<std::size_t>(row)] == RowPart::validation) {
      EXPECT_GT(a.place_of(row), last);
      last = a.place_of(row);
    }
}

TEST(Split, StratifiedHasOfEachClassItsShare) {
  const std::vector<RowPart> parts = parts_of(plan({.kind = SplitKind::stratified, .validation = 0.2, .test = 0.08}), 100);
  int yes[3] = {}, all[3] = {};
  for (int i = 0; i < 100; ++i) {
    ++all[static_cast<int>(parts[static_cast<std::size_t>(i)])];
    yes[static_cast<int>(parts[static_cast<std::size_t>(i)])] += i % 4 == 0;
  }
  EXPECT_EQ(all[1], 20);
  EXPECT_EQ(yes[1], 5);
  EXPECT_EQ(all[2], 8);
  EXPECT_EQ(yes[2], 2);
}

TEST(Split, StratifiedLeavesARowOfEachClassToTrainOn) {
  std::string text = "x,y\n";
  for (int i = 0; i < 30; ++i) text += std::to_string(i) + ",class" + std::to_string(i % 20) + "\n";  // ten of them once
  DataSpec spec;
  spec.split = SplitSpec{.kind = SplitKind::stratified, .validation = 0.3, .test = 0.3};
  const std::vector<RowPart> parts = parts_of(plan_rows(spec, parse_csv(text, "data.csv"), wants(), 0, 0), 30);
  std::set<int> trained;
  for (int i = 0; i < 30; ++i)
    if (parts[static_cast<std::size_t>(i)] == RowPart::train) trained.insert(i % 20);
  EXPECT_EQ(trained.size(), 20u);
  EXPECT_GT(std::ranges::count(parts, RowPart::validation) + std::ranges::count(parts, RowPart::test), 5);
}

TEST(Split, GroupsStayTogetherAndAreNoInput) {
  DataSpec spec;
  spec.split = SplitSpec{.kind = SplitKind::group, .validation = 0.2, .test = 0.1, .by = "group"};
  spec.ignore = {"day", "part"};
  const Table t = table();
  const RowPlan p = plan_rows(spec, t, wants(), 0, 3);
  const std::vector<RowPart> parts = parts_of(p, 100);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(parts[static_cast<std::size_t>(i)], parts[static_cast<std::size_t>(i / 5 * 5)]);
  EXPECT_EQ(p.parts.validation, 20);
  EXPECT_EQ(p.parts.test, 10);
  const Columns columns = learn_columns(spec, t, wants(), p);
  ASSERT_EQ(columns.inputs[0].columns.size(), 1u);
  EXPECT_EQ(columns.inputs[0].columns[0].name, "x");
}

TEST(Split, TheLatestAreHeldBack) {
  const std::vector<RowPart> parts = parts_of(plan({.kind = SplitKind::time, .validation = 0.3, .test = 0.2, .by = "day"}), 100);
  for (int i = 0; i < 50; ++i) EXPECT_NE(parts[static_cast<std::size_t>(i)], RowPart::train) << "of the second day";
  for (int i = 50; i < 100; ++i) EXPECT_EQ(parts[static_cast<std::size_t>(i)], RowPart::train);
}

TEST(Split, AColumnMaySayIt) {
  const RowPlan p = plan({.kind = SplitKind::column, .by = "part"});
  EXPECT_EQ(p.parts.train, 80);
  EXPECT_EQ(p.parts.validation, 10);
  EXPECT_EQ(p.parts.test, 10);
  EXPECT_EQ(parts_of(p, 100)[20], RowPart::test);
  DataSpec spec;
  spec.split = SplitSpec{.kind = SplitKind::column, .by = "group"};
  EXPECT_EQ(error_text([&] { plan_rows(spec, table(), wants(), 0, 0); }),
            "4 data.csv:2:2: column \"group\": found \"g0\"; expected train, validation or test | the column of a split says for each row "
            "which part it is of");
}

TEST(SplitError, NamesWhatIsMissing) {
  DataSpec spec;
  spec.split = SplitSpec{.kind = SplitKind::group, .by = "gruop"};
  EXPECT_EQ(error_text([&] { plan_rows(spec, table(), wants(), 0, 0); }),
            "3 /data/split/by: data.csv has no column \"gruop\"; expected \"x\", \"group\", \"day\", \"part\" or \"y\" | did you mean \"group\"?");
  EXPECT_EQ((SplitSpec{.validation = 0.6, .test = 0.4}.check()), "validation and test must leave rows to train on: together less than 1");
}

// Whatever stands in the rows that are held back, what is learnt stays the same.
TEST(Split, NothingIsLearntFromRowsThatAreHeldBack) {
  const auto learnt = [](const std::string& held_back) {
    DataSpec spec;
    spec.columns.entries = {{"n", columns::Number{.treatment = {{"z_score"}}}},
                            {"c", columns::Category{}},
                            {"g", columns::Number{.treatment = {{"robust"}}, .gaps = {.missing = NumberGap::median}}}};
    const Table t = parse_csv("n,c,g,y\n1,a,1,0\n2,b,,1\n4,a,5,0\n8,b,7,1\n" + held_back, "data.csv");
    return learn_columns(spec, t, wants(), plan_rows(spec, t, wants(), 0.5, 0));
  };
  const Columns a = learnt("1,a,1,0\n1,a,1,0\n1,a,1,0\n1,a,1,0\n"), b = learnt("1e9,zebra,-5,77\n-1e9,yak,,3\n0,x,1e6,2\n5,y,0,1\n");
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.inputs[0].columns[0].type.as<columns::Number>()->treatment.values[0].type(), "z_score");
}

TEST(Date, ReadsTheFormsThatFilesHave) {
  using columns::parse_date;
  EXPECT_EQ(parse_date("1970-01-02", "%Y-%m-%d"), 86400.0);
  EXPECT_EQ(parse_date("2024-02-29 13:05", "%Y-%m-%d"), 1709211900.0);
  EXPECT_EQ(parse_date("2024-02-29T13:05:00.5+01:00", "%Y-%m-%d"), 1709208300.5);
  EXPECT_EQ(parse_date("29.02.2024", "%d.%m.%Y"), 1709164800.0);
  EXPECT_FALSE(parse_date("2023-02-29", "%Y-%m-%d")) << "no such day";
  EXPECT_FALSE(parse_date("2024-02-28x", "%Y-%m-%d"));
  EXPECT_FALSE(parse_date("12", "%Y-%m-%d"));
}

TEST(Date, PartsAndCycles) {
  const Table t = parse_csv("d,y\n2024-01-01 06:00,0\n2024-07-01 18:00,1\n", "data.csv");
  DataSpec spec;
  spec.columns.entries = {{"d", columns::Date{.parts = {{DatePart::year, DatePart::weekday, DatePart::hour_cycle}}, .standardize = false}}};
  const Columns learned = learn_columns(spec, t, wants(), plan_rows(spec, t, wants(), 0, 0));
  const FloatBuffer numbers = encode(learned, t, true).inputs[0].values;
  ASSERT_EQ(numbers.size(), 8u);
  EXPECT_EQ(numbers[0], 2024);
  EXPECT_EQ(numbers[1], 0) << "a Monday";
  EXPECT_NEAR(numbers[2], 1, 1e-6) << "six o'clock is a quarter of the turn";
  EXPECT_NEAR(numbers[6], -1, 1e-6);
}

TEST(TargetTreatment, IsUndoneInTheUsersUnit) {
  const Table t = parse_csv("x,y\n1,0\n2,9\n3,99\n", "data.csv");
  DataSpec spec;
  spec.columns.entries = {{"y", columns::Number{.treatment = {{"log1p", "z_score"}}}}};
  const Columns learned = learn_columns(spec, t, wants(), plan_rows(spec, t, wants(), 0, 0));
  const FloatBuffer encoded = encode(learned, t, true).targets[0].values;
  EXPECT_NEAR(encoded[0] + encoded[1] + encoded[2], 0, 1e-6);
  const std::vector<Undo> undo = learned.targets[0].undo();
  ASSERT_EQ(undo.size(), 1u);
  EXPECT_NEAR(undo[0](static_cast<double>(encoded[2])), 99, 1e-3);
  spec.columns.entries = {{"y", columns::Number{.treatment = {{"z_score", "log1p"}}}}};
  EXPECT_EQ(error_text([&] { learn_columns(spec, t, wants(), plan_rows(spec, t, wants(), 0, 0)); }),
            "3 /data/columns/y/treatment: predictions could not be brought back into the target's unit | a target may have log1p first, then "
            "z_score, min_max or robust");
}

}  // namespace
}  // namespace nntrain
