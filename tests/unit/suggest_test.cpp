// What init chooses for a tiny table, and why.
#include <gtest/gtest.h>

#include "config/config.h"
#include "error_text.h"
#include "formats/suggested_config.h"
#include "input/table_reader.h"
#include "suggest/suggestion.h"

namespace nntrain {
namespace {

using Cells = std::vector<std::string>;

Cells repeated(const Cells& cells, std::size_t count) {
  Cells all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(cells[i % cells.size()]);
  return all;
}

template <class F>
Cells made(std::size_t count, F f) {
  Cells cells;
  for (std::size_t i = 0; i < count; ++i) cells.push_back(f(i));
  return cells;
}

Cells counted(std::size_t count, int first = 1, const std::string& before = "") {
  return made(count, [&](std::size_t i) { return before + std::to_string(first + static_cast<int>(i)); });
}

// A column c, then another input, then the target y.
Table table_of(const Cells& column, const std::string& name = "c", const Cells& target = {"yes", "no"}) {
  std::string text = name + ",other,y\n";
  for (std::size_t i = 0; i < column.size(); ++i)
    text += '"' + column[i] + "\"," + std::to_string(i * i % 7) + "," + target[i % target.size()] + "\n";
  return parse_csv(text, "t.csv", {.header = true});
}

Suggestion suggested(const Cells& column, const std::string& name = "c") {
  return suggest_job(profile_table(table_of(column, name)), std::nullopt, "t.csv");
}

// Of the column: how it stands in the config, and the comment above it.
std::string line_of(const Suggestion& suggestion, const std::string& column) {
  const std::string text = suggested_config_text(suggestion);
  const std::string begin = "      \"" + column + "\": ";
  const std::size_t at = text.find(begin);
  if (at == text.npos) return "nothing";
  const std::size_t from = at + begin.size();
  std::string line = text.substr(from, text.find('\n', from) - from);
  if (line.ends_with(',')) line.pop_back();
  return line;
}
std::string line_of(const Cells& column, const std::string& name = "c") { return line_of(suggested(column, name), name); }

std::string reason_of(const Suggestion& suggestion, const std::string& pointer) {
  for (const Reason& reason : suggestion.reasons)
    if (reason.pointer == pointer) return reason.text;
  return "none";
}
std::string reason_of(const Cells& column) { return reason_of(suggested(column), "/data/columns/c"); }

// ---- Numbers ----

TEST(Suggest, NumbersAreScaled) {
  const Cells cells = repeated({"1.5", "2", "3", "4.5"}, 40);
  EXPECT_EQ(line_of(cells), R"({"type": "number", "treatment": "z_score"})");
  EXPECT_EQ(reason_of(cells), "numbers from 1.5 to 4.5, mean 2.75; made mean 0 and standard deviation 1");
}

TEST(Suggest, ZeroAndOneStayWhatTheyAre) { EXPECT_EQ(line_of(repeated({"0", "1", "1"}, 40)), R"("number")"); }

TEST(Suggest, SkewedPositiveNumbersAreTakenByTheirLogarithm) {
  const Cells cells = repeated({"0", "1", "2", "1", "3", "2", "1", "2000"}, 80);
  EXPECT_EQ(line_of(cells), R"({"type": "number", "treatment": ["log1p", "z_score"]})");
  EXPECT_NE(reason_of(cells).find("strongly skewed (2.268): the logarithm"), std::string::npos) << reason_of(cells);
}

TEST(Suggest, SkewedNumbersOfBothSignsAreBent) {
  const Cells cells = made(60, [](std::size_t i) { return std::to_string(i % 10 == 0 ? 9.5 : static_cast<double>(i % 10) / 4 - 1); });
  EXPECT_EQ(line_of(cells), R"({"type": "number", "treatment": "power"})");
}

TEST(Suggest, OutliersAreClipped) {
  const Cells cells = made(200, [](std::size_t i) { return std::to_string(i == 7 ? -500 : static_cast<int>(i % 10)); });
  EXPECT_EQ(line_of(cells), R"({"type": "number", "treatment": [{"type": "clip", "quantile": 0.005}, "z_score"]})");
}

TEST(Suggest, GapsOfNumbersAreFilledAndToldWhereThereAreMany) {
  const Cells few = made(200, [](std::size_t i) { return i == 3 ? "" : std::to_string(i % 9); });
  EXPECT_EQ(line_of(few), R"({"type": "number", "treatment": "z_score", "missing": "median"})");
  const Cells many = made(200, [](std::size_t i) { return i % 5 == 3 ? "NA" : std::to_string(i % 9); });
  EXPECT_EQ(line_of(many), R"({"type": "number", "treatment": "z_score", "missing": "median", "indicator": true})");
  EXPECT_NE(reason_of(many).find("40 of 200 cells are empty (20%): the median stands there, and one more number says so"),
            std::string::npos) << reason_of(many);
}

TEST(Suggest, TextsAmongNumbersAreGapsWhereTheyAreFew) {
  const Suggestion few = suggested(made(60, [](std::size_t i) { return i % 6 == 0 ? "unknown" : std::to_string(i % 9); }));
  EXPECT_EQ(few.spec.data.missing_values.back(), "unknown");
  EXPECT_EQ(line_of(few, "c"), R"({"type": "number", "treatment": "z_score", "missing": "median", "indicator": true})");
  const Suggestion many = suggested(made(60, [](std::size_t i) { return i % 6 == 0 ? "x" + std::to_string(i) : std::to_string(i % 9); }));
  EXPECT_EQ(line_of(many, "c"), R"("ignored")");
  EXPECT_EQ(many.left_out.at(0).why, "numbers mixed with texts");
}

// An image of 16 pixels from 0 to `most`, and the digit.
Suggestion of_pixels(int most) {
  std::string text;
  for (int c = 0; c < 16; ++c) text += "p" + std::to_string(c) + ",";
  text += "digit\n";
  for (int row = 0; row < 60; ++row) {
    for (int c = 0; c < 16; ++c) text += std::to_string(c < 12 ? (row * 37 + c) % 16 * 17 : row * 31 % most) + ",";
    text += std::to_string(row % 3) + "\n";
  }
  return suggest_job(profile_table(parse_csv(text, "t.csv", {.header = true})), std::nullopt, "t.csv");
}

TEST(Suggest, PixelsAreScaledAlikeByALayer) {
  const Suggestion pixels = of_pixels(256);
  EXPECT_NE(config_text(pixels.spec.layers[0]).find("\"Rescaling\""), std::string::npos);
  EXPECT_EQ(reason_of(pixels, "/layers/0"), "all inputs are whole numbers from 0 to 255, as pixels are: made 0 to 1");
  EXPECT_TRUE(pixels.spec.data.columns.entries.empty());
  EXPECT_EQ(line_of(of_pixels(1000), "p0"), R"({"type": "number", "treatment": "z_score"})") << "most columns do not reach the largest number";
}

// ---- Texts ----

TEST(Suggest, FewTextsAreCategories) {
  const Cells cells = repeated({"red", "green", "blue", "red"}, 40);
  EXPECT_EQ(line_of(cells), R"("category")");
  EXPECT_EQ(reason_of(cells), R"(3 values ("red" 20, "blue" 10, "green" 10): a 0/1 number for each, and one for other texts)");
}

TEST(Suggest, ManyTextsAreEmbedded) {
  EXPECT_EQ(line_of(made(300, [](std::size_t i) { return "town" + std::to_string(i % 40); })),
            R"({"type": "category", "min_count": 2, "treatment": {"type": "embedding", "output_dim": 4}})");
}

TEST(Suggest, VeryManyTextsAreHashed) {
  EXPECT_EQ(line_of(made(2400, [](std::size_t i) { return "town" + std::to_string(i % 1100); })),
            R"({"type": "category", "treatment": [{"type": "hashing", "num_bins": 1000}, {"type": "embedding", "output_dim": 8}]})");
}

TEST(Suggest, GapsOfCategoriesAreAValueOfTheirOwn) {
  EXPECT_EQ(line_of(repeated({"red", "", "blue"}, 40)), R"({"type": "category", "missing": "constant", "fill": "missing"})");
}

TEST(Suggest, YesAndNoAreOneNumber) { EXPECT_EQ(line_of(repeated({"Yes", "no", "yes"}, 40)), R"("boolean")"); }

TEST(Suggest, DatesSayTheirFormat) {
  EXPECT_EQ(line_of(made(40, [](std::size_t i) { return std::to_string(10 + i * 7 % 19) + ".03.2024"; })),
            R"({"type": "date", "format": "%d.%m.%Y"})");
}

TEST(Suggest, ListsAreTakenApart) {
  EXPECT_EQ(line_of(repeated({"red;blue", "blue;green", "green;red;blue", "red"}, 60)), R"("list")");
  EXPECT_EQ(line_of(repeated({"red|blue", "blue|green", "green|red|blue", "red"}, 60)), R"({"type": "list", "separator": "|"})");
  EXPECT_EQ(line_of(repeated({"small, red", "large, blue", "none"}, 60)), R"("category")") << "no item stands in two of them";
}

TEST(Suggest, FreeTextIsABagOfWords) {
  const Cells cells = made(120, [](std::size_t i) {
    return "the parcel number " + std::to_string(i) + " came late and was " + (i % 2 ? "broken" : "whole");
  });
  EXPECT_EQ(line_of(cells), R"({"type": "text", "output_mode": "tf_idf", "max_tokens": 21})");
}

// ---- What is left out ----

TEST(Suggest, IdentifiersAreLeftOut) {
  EXPECT_EQ(suggested(counted(40)).left_out.at(0).why, "an identifier");
  EXPECT_EQ(suggested(made(40, [](std::size_t i) { return std::to_string(i * i * 31 % 1009 + 5000); }), "customer_id").left_out.at(0).why, "an identifier");
  EXPECT_EQ(suggested(counted(40, 50'000'000), "customer_id").left_out.at(0).why, "an identifier") << "of which float32 makes some the same";
  EXPECT_EQ(suggested(counted(40, 1, "name ")).left_out.at(0).why, "nearly every row has a text of its own");
  EXPECT_TRUE(suggested(counted(40, 1950)).left_out.empty()) << "years count, too, but say when";
  EXPECT_TRUE(suggested(made(40, [](std::size_t i) { return std::to_string(i * i * 31 % 1009 + 5000); }), "price").left_out.empty());
}

TEST(Suggest, WhatDoesNotVaryIsLeftOut) {
  EXPECT_EQ(suggested(Cells(40, "5")).left_out.at(0).why, "constant");
  EXPECT_EQ(suggested(Cells(40, "NA")).left_out.at(0).why, "all cells are empty");
  EXPECT_EQ(suggested(made(40, [](std::size_t i) { return i < 3 ? std::to_string(i) : "NA"; })).left_out.at(0).why, "nearly empty");
  EXPECT_TRUE(suggested(repeated({"5", "NA"}, 40)).left_out.empty()) << "whether it is there tells something";
}

// ---- Targets ----

Suggestion with_target(const Cells& target, std::optional<std::string> name = std::nullopt) {
  return suggest_job(profile_table(table_of(repeated({"1", "2", "4", "3", "8"}, 60), "c", target)), name, "t.csv");
}
std::string last_layer(const Suggestion& s) { return config_text(s.spec.layers.back()); }

TEST(Suggest, TwoClassesAreASigmoid) {
  const Suggestion s = with_target({"yes", "no", "no"});
  EXPECT_EQ(line_of(s, "y"), R"("category")");
  EXPECT_NE(last_layer(s).find("\"sigmoid\""), std::string::npos);
  EXPECT_EQ(s.spec.data.split->kind, SplitKind::stratified);
  EXPECT_EQ(reason_of(s, "/data/columns/y"), R"(the target: 2 classes ("no" 40, "yes" 20); always "no" would be right in 67%)");
  EXPECT_EQ(line_of(with_target({"0", "1", "1"}), "y"), R"("category")");
}

TEST(Suggest, MoreClassesAreASoftmax) {
  const Suggestion texts = with_target({"a", "b", "c"});
  EXPECT_NE(last_layer(texts).find("\"softmax\""), std::string::npos);
  EXPECT_NE(last_layer(texts).find("\"units\": 3"), std::string::npos);
  const Suggestion numbers = with_target({"0", "1", "2", "3"});
  EXPECT_NE(last_layer(numbers).find("\"units\": 4"), std::string::npos);
  EXPECT_EQ(line_of(numbers, "y"), "nothing") << "class numbers from 0 are what they are";
  EXPECT_EQ(line_of(with_target({"1", "2", "3"}), "y"), R"("category")") << "others are names";
}

TEST(Suggest, NumbersAreLearnedInTheirOwnUnit) {
  const Suggestion s = with_target({"1.5", "2.25", "3", "7", "9"});
  EXPECT_EQ(line_of(s, "y"), R"({"type": "number", "treatment": "z_score"})");
  EXPECT_EQ(s.spec.data.split->kind, SplitKind::random);
  EXPECT_EQ(line_of(with_target({"1.5", "2", "3", "1", "2", "1", "4000"}), "y"), R"({"type": "number", "treatment": ["log1p", "z_score"]})");
}

TEST(Suggest, RareClassesAreTold) {
  const std::string reason = reason_of(with_target({"a", "a", "a", "a", "a", "a", "a", "a", "a", "b"}), "/data/columns/y");
  EXPECT_NE(reason.find(R"("class_weight": "balanced")"), std::string::npos) << reason;
}

TEST(Suggest, RowsWithoutATargetAreLeftOut) {
  EXPECT_EQ(line_of(with_target({"yes", "no", "NA"}), "y"), R"({"type": "category", "missing": "drop"})");
  EXPECT_EQ(line_of(with_target({"1.5", "NA", "3", "7", "9"}), "y"), R"({"type": "number", "treatment": "z_score", "missing": "drop"})");
}

TEST(Suggest, TimeSplitsNumbers) {
  const auto by_time = [](const Cells& target) {
    return suggest_job(profile_table(table_of(made(60, [](std::size_t i) { return "2024-0" + std::to_string(1 + i / 20) + "-" + std::to_string(10 + i % 20 / 2); }),
                                              "day", target)), std::nullopt, "t.csv").spec.data.split;
  };
  EXPECT_EQ(by_time({"1.5", "2.25", "3"})->kind, SplitKind::time);
  EXPECT_EQ(by_time({"1.5", "2.25", "3"})->by, "day");
  EXPECT_EQ(by_time({"yes", "no"})->kind, SplitKind::stratified) << "a class could be in the latest rows only";
}

TEST(Suggest, NumbersThatGrowEvenlyAreTime) {
  const auto split = [](Cells years) {
    return suggest_job(profile_table(table_of(years, "year", {"1.5", "2.25", "3"})), std::nullopt, "t.csv").spec.data.split->kind;
  };
  EXPECT_EQ(split(counted(40, 1960)), SplitKind::time);
  Cells with_gap = counted(40, 1960);
  with_gap.back().clear();
  EXPECT_EQ(split(with_gap), SplitKind::random) << "a row without a time could go nowhere";
}

TEST(Suggest, RefusesTargetsOfWhichNothingCanBeLearned) {
  const auto error = [](const Cells& target, std::optional<std::string> name = std::nullopt) {
    return error_text([&] { with_target(target, std::move(name)); });
  };
  EXPECT_EQ(error({"yes", "no"}, "Y"), R"(2 : --target: there is no column "Y"; expected "c", "other" or "y" | did you mean --target y?)");
  EXPECT_EQ(error({"5"}), R"(4 t.csv: the target "y" is always "5": there is nothing to learn; expected numbers, or texts that many rows share)"
                          " | the last column is taken for the target; name another: --target");
  EXPECT_EQ(error({"NA"}, "y"), R"(4 t.csv: the target "y" has no value in any row; expected numbers, or texts that many rows share)"
                                " | name another column: --target");
  EXPECT_EQ(error({"2024-01-01", "2024-02-01"}, "y").substr(0, 78), R"(4 t.csv: the target "y" has dates, from 2024-01-01 to 2024-02-01; expected num)");
  EXPECT_EQ(error(counted(60, 1, "x"), "y").substr(0, 58), R"(4 t.csv: the target "y" has 60 different texts in 60 rows;)");
  EXPECT_EQ(error(counted(60), "y").substr(0, 60), R"(4 t.csv: the target "y" counts the rows: there is nothing to)");
}

TEST(Suggest, RefusesTablesWithoutInputs) {
  const auto error = [](const std::string& text) {
    return error_text([&] { suggest_job(profile_table(parse_csv(text, "t.csv", {.header = true})), std::nullopt, "t.csv"); });
  };
  EXPECT_EQ(error("a,y\n5,1.5\n5,2\n5,7\n5,3\n5,4\n"),
            R"(4 t.csv: no column beside the target "y" can be an input: "a": constant | give columns that tell something of the target)");
  EXPECT_EQ(error("a,y\n1,1.5\n2,2\n"), "4 t.csv: found 2 rows with a target; expected at least 5 | give more rows");
}

// ---- The text ----

TEST(SuggestedConfig, IsReadAsWhatWasSuggested) {
  const Suggestion s = suggested(repeated({"a // b", "c", "ä \\ \"\"quoted\"\""}, 40), "odd // name");
  Diagnostics diagnostics({"c.json", suggested_config_text(s), {}});
  const Spec read = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  EXPECT_EQ(config_text(read), config_text(s.spec));
}

}  // namespace
}  // namespace nntrain
