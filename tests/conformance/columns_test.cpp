// Column types and treatments against what scikit-learn and Keras' preprocessing layers make of the same cells
// (golden/record_columns.py).
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "columns/column_type.h"
#include "config/config.h"
#include "input/table_reader.h"
#include "network/spec.h"
#include "support/golden.h"

namespace nntrain::test {
namespace {

ColumnType type_of(const Json& json) {
  Diagnostics diagnostics({"config.json", Json{{"layers", {{{"type", "Dense"}, {"units", 1}}}}, {"loss", "mse"}, {"data", {{"columns", {{"c", json}}}}}}.dump(), {}});
  const Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  return *spec.data.columns.find("c");
}

std::string csv_of(const Json& cells) {
  std::string text = "c,end\n";
  for (const Json& cell : cells) text += "\"" + cell.get<std::string>() + "\",0\n";
  return text;
}

TEST(GoldenColumns, AreEncodedAsByScikitLearnAndKeras) {
  for (const Json& each : golden("columns.json")) {
    const std::string name = each["name"];
    SCOPED_TRACE(name);
    const ColumnType type = type_of(each["type"]);
    ReadOptions options{.delimiter = ',', .header = true};
    if (type.kind().is_text) options.text_columns = {"c"};
    const Table table = parse_csv(csv_of(each["cells"]), "c.csv", options);
    const std::vector<RowPlace> rows = places_of(table);
    const ColumnType learned = learned_type(type, ColumnCells(table, 0, std::span(rows).first(each["train"].get<std::size_t>())));
    const std::int64_t width = width_of(learned);
    const std::size_t wide = each["expected"][0].size();
    ASSERT_EQ(width, static_cast<std::int64_t>(wide));
    std::vector<float> out(rows.size() * wide);
    std::vector<std::int64_t> places(rows.size());
    for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<std::int64_t>(i);
    learned.call(&ColumnTypeKind::encode, ColumnCells(table, 0, rows), RowsOut{out.data(), width, places, width});
    // Where lambda is found by search, its last digits are the search's.
    const double tolerance = name.starts_with("power") ? 1e-5 : 1e-6;
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t k = 0; k < wide; ++k) {
        const double expected = each["expected"][i][k];
        EXPECT_NEAR(out[i * wide + k], expected, tolerance * std::max(1.0, std::fabs(expected))) << "row " << i << ", number " << k;
      }
    // What was learnt is a parameter: written and read again, it is the same type, and needs to learn nothing.
    EXPECT_FALSE(learned.call(&ColumnTypeKind::must_learn));
  }
}

TEST(GoldenColumns, CoverEveryTypeAndTreatment) {
  std::set<std::string> used;
  for (const Json& each : golden("columns.json")) {
    const Json& type = each["type"];
    used.insert((type.is_string() ? type : type["type"]).get<std::string>());
    if (!type.is_object() || !type.contains("treatment")) continue;
    const Json& treatment = type["treatment"];
    for (const Json& one : treatment.is_array() ? treatment : Json::array({treatment}))
      used.insert((one.is_string() ? one : one["type"]).get<std::string>());
  }
  // date: columns_test.cpp of unit; embedding: a layer of the network; one_hot is what "category" is without a treatment.
  const std::set<std::string> elsewhere{"date", "ignored", "embedding", "one_hot"};
  for (const ColumnTypeKind& kind : ColumnTypeFamily::kinds()) EXPECT_TRUE(used.contains(std::string(kind.type)) || elsewhere.contains(std::string(kind.type))) << kind.type;
  for (const TreatmentKind& kind : TreatmentFamily::kinds()) EXPECT_TRUE(used.contains(std::string(kind.type)) || elsewhere.contains(std::string(kind.type))) << kind.type;
}

}  // namespace
}  // namespace nntrain::test
