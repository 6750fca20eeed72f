// What a profile tells of the columns of a table.
#include <gtest/gtest.h>

#include <cmath>

#include "columns/profile.h"
#include "input/table_reader.h"

namespace nntrain {
namespace {

ColumnProfile profile(const std::vector<std::string>& cells) {
  std::string text = "c,end\n";
  for (const std::string& cell : cells) text += '"' + cell + "\",0\n";
  return profile_table(parse_csv(text, "t.csv", {.header = true})).columns[0];
}

TEST(ColumnProfiles, OfNumbers) {
  const ColumnProfile p = profile({"1", "2", "NA", "2", "7", ""});
  EXPECT_EQ(p.kind, ColumnKind::number);
  EXPECT_EQ(p.num_rows, 6);
  EXPECT_EQ(p.num_missing, 2);
  EXPECT_EQ(p.num_distinct, 3);
  EXPECT_EQ(p.values, (std::vector<ValueCount>{{"2", 2}, {"1", 1}, {"7", 1}}));
  EXPECT_EQ(p.number.min, 1);
  EXPECT_EQ(p.number.max, 7);
  EXPECT_EQ(p.number.mean, 3);
  EXPECT_EQ(p.number.median, 2);
  EXPECT_EQ(p.number.lower_quartile, 1.75);
  EXPECT_EQ(p.number.upper_quartile, 3.25);
  EXPECT_NEAR(p.number.std, std::sqrt(22.0 / 4), 1e-12);
  EXPECT_NEAR(p.number.skew, (54.0 / 4) / std::pow(22.0 / 4, 1.5), 1e-12);  // deviations -2, -1, -1, 4: cubes -8, -1, -1, 64
  EXPECT_TRUE(p.number.is_whole);
  EXPECT_FALSE(p.number.increases);
}

TEST(ColumnProfiles, OfNumbersThatCount) {
  EXPECT_TRUE(profile({"3", "5", "7.5"}).number.increases);
  EXPECT_FALSE(profile({"3", "5", "7.5"}).number.is_even);
  EXPECT_TRUE(profile({"1949.0", "1949.08333333333", "1949.16666666667"}).number.is_even);
  EXPECT_FALSE(profile({"1.5", "2"}).number.is_whole);
  EXPECT_EQ(profile({"4", "4", "4"}).number.skew, 0);
}

TEST(ColumnProfiles, OfTextsAmongNumbers) {
  const TableProfile t = profile_table(parse_csv("a,b\n1,x\nunknown,unknown\n3,y\n4,x\n", "t.csv", {.header = true}));
  EXPECT_EQ(t.gap_texts, std::vector<std::string>{"unknown"});
  EXPECT_EQ(t.columns[0].odd, (std::vector<ValueCount>{{"unknown", 1}}));
  EXPECT_EQ(t.columns[0].num_missing, 1);
  EXPECT_EQ(t.columns[1].num_missing, 1) << "it is a gap in other columns, too";
  EXPECT_EQ(t.columns[1].num_distinct, 2);
}

TEST(ColumnProfiles, OfTextsAmongNumbersThatOtherColumnsTell) {
  // b is numbers once "unknown" is a gap, and then so is "-".
  const TableProfile t = profile_table(parse_csv("a,b\n1,unknown\nunknown,unknown\n3,5\n4,-\n5,unknown\n6,7\n7,8\n", "t.csv", {.header = true}));
  EXPECT_EQ(t.gap_texts, (std::vector<std::string>{"-", "unknown"}));
  EXPECT_EQ(t.columns[1].kind, ColumnKind::number);
  EXPECT_EQ(t.columns[1].num_missing, 4);
}

TEST(ColumnProfiles, OfManyNumbers) {
  std::string text = "a,b\n";
  for (int i = 0; i < 250'000; ++i) text += std::to_string(i * 7 % 250'000) + "," + std::to_string(i == 77'777 ? 3 : i % 3) + "\n";
  const TableProfile t = profile_table(parse_csv(text, "t.csv", {.header = true}));
  EXPECT_TRUE(t.columns[0].number.all_differ);
  EXPECT_EQ(t.columns[0].number.max, 249'999);
  EXPECT_EQ(t.columns[1].num_distinct, 4) << "also a value that only one row has";
  EXPECT_EQ(t.columns[1].values.back(), (ValueCount{"3", 1}));
}

TEST(ColumnProfiles, OfTexts) {
  const ColumnProfile p = profile({"a b c", "A d", "a b c", ""});
  EXPECT_EQ(p.kind, ColumnKind::text);
  EXPECT_EQ(p.num_distinct, 2);
  EXPECT_EQ(p.values, (std::vector<ValueCount>{{"a b c", 2}, {"A d", 1}}));
  EXPECT_NEAR(p.text.mean_words, 8.0 / 3, 1e-12);
  EXPECT_EQ(p.text.num_words, 3);  // a, b and c
  EXPECT_FALSE(p.text.separator);
}

TEST(ColumnProfiles, OfBooleansAndDatesAndNothing) {
  EXPECT_EQ(profile({"yes", "NO", "no"}).kind, ColumnKind::boolean);
  EXPECT_EQ(profile({"yes", "no", "maybe"}).kind, ColumnKind::text);
  EXPECT_EQ(profile({"NA", "", "NA"}).kind, ColumnKind::empty);
  const ColumnProfile dates = profile({"24.12.2024", "01.02.2024", "01.02.2024"});
  EXPECT_EQ(dates.kind, ColumnKind::date);
  EXPECT_EQ(dates.date.format, "%d.%m.%Y");
  EXPECT_EQ(dates.date.first, "01.02.2024");
  EXPECT_EQ(dates.date.last, "24.12.2024");
  EXPECT_TRUE(dates.date.is_ordered) << "from the latest to the earliest";
  EXPECT_FALSE(profile({"02.02.2024", "01.02.2024", "03.02.2024"}).date.is_ordered);
}

}  // namespace
}  // namespace nntrain
