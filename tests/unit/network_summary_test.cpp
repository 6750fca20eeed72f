// Summaries are Keras', recorded in tests/golden/summary.json.
#include <gtest/gtest.h>

#include "config/config.h"
#include "network/summary.h"
#include "support/golden.h"
#include "train/programs.h"

namespace nntrain {
namespace {

// The table of a recorded model on a terminal of so many columns.
std::string table(const Json& model, int columns) {
  Json config = model;
  config["loss"] = "mse";
  Diagnostics diagnostics({"summary.json", config.dump(), {}});
  const Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  const Network network(spec, diagnostics);
  const JobGraphPtr job = prediction_graph(network, shapes_of(network, diagnostics), diagnostics);
  return summary_text(network, job->forward, spec.name, columns);
}

std::string joined(const Json& lines) {
  std::string text;
  for (const Json& line : lines) text += line.get<std::string>() + '\n';
  return text;
}

TEST(Summary, IsKerass) {
  int compared = 0;
  for (const Json& golden : test::golden_cases("summary.json")) {
    // A model file has no optimizer's variables, which Keras counts after training.
    if (!golden.contains("model") || golden.at("model").contains("optimizer")) continue;
    EXPECT_EQ(table(golden.at("model"), 84), joined(golden.at("lines"))) << golden.at("name");
    EXPECT_EQ(table(golden.at("model"), 80), joined(golden.at("lines_on_80_columns"))) << golden.at("name");
    EXPECT_EQ(table(golden.at("model"), 200), joined(golden.at("lines_on_200_columns"))) << golden.at("name");
    EXPECT_EQ(table(golden.at("model"), 0), joined(golden.at("lines_on_80_columns"))) << golden.at("name");
    ++compared;
  }
  EXPECT_GE(compared, 5);
}

TEST(Summary, SizesAreKerass) {
  const std::vector<Json> cases = test::golden_cases("summary.json");
  const Json& sizes = cases.back();
  for (std::size_t i = 0; i < sizes.at("bytes").size(); ++i)
    EXPECT_EQ(memory_text(sizes.at("bytes")[i].get<Index>()), sizes.at("texts")[i].get<std::string>());
}

TEST(Summary, OfANarrowTerminalIsNarrowButWhole) {
  const Json model = Json::parse(
      R"({"layers": [{"type": "Dense", "units": 3, "input_shape": [2], "name": "größer als die Spalte"}]})");
  for (const int columns : {1, 20, 40, 44}) {
    const std::string text = table(model, columns);
    EXPECT_NE(text.find("größer"), std::string::npos) << text;
    EXPECT_EQ(text, table(model, 1));
  }
}

}  // namespace
}  // namespace nntrain
