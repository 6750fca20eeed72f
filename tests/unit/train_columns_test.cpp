// Whole runs on columns of which the config says what they are.
#include <gtest/gtest.h>

#include <cmath>

#include "config/config.h"
#include "input/table_reader.h"
#include "train/fit.h"
#include "train/predict.h"

namespace nntrain {
namespace {

Model trained(const std::string& config, const std::string& csv) {
  Diagnostics diagnostics({"job.json", config, {}});
  const Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  FitOptions options;
  options.log = {.style = LogStyle::quiet, .write = [](std::string_view) {}};
  return fit(spec, diagnostics, parse_csv(csv, "data.csv", reading_of(spec.data.spec())), std::nullopt, options);
}

void expect_same_weights(const Model& a, const Model& b) {
  ASSERT_EQ(a.weights.size(), b.weights.size());
  for (std::size_t i = 0; i < a.weights.size(); ++i) {
    EXPECT_EQ(a.weights[i].name, b.weights[i].name);
    EXPECT_EQ(a.weights[i].values, b.weights[i].values) << a.weights[i].name;
  }
}

TEST(FitColumns, BalancedIsEachClassAsMuchAsAnyOther) {
  const std::string csv = "x,y\n1,no\n2,no\n3,no\n4,yes\n5,no\n6,no\n7,no\n8,yes\n";  // 6 and 2: 8 / (2 * 6) and 8 / (2 * 2)
  const auto with = [&](const std::string& weights) {
    return trained(R"({"layers": [{"type": "Dense", "units": 1, "activation": "sigmoid"}], "loss": "binary_crossentropy", "epochs": 3,
                       "batch_size": 3, "class_weight": )" + weights + "}", csv);
  };
  const Model balanced = with(R"("balanced")");
  expect_same_weights(balanced, with(R"({"no": 0.66666666666666663, "yes": 2})"));
  EXPECT_NE(balanced.weights[0].values, with("{}").weights[0].values);
}

TEST(FitColumns, AnEmbeddedColumnIsTheGraphThatAPersonWouldWrite) {
  const std::string csv = "a,city,y\n1,Ulm,1\n2,Bonn,2\n3,Ulm,2\n4,Kiel,5\n5,Bonn,4\n";
  const Model made = trained(R"({"layers": [{"type": "Dense", "units": 3, "activation": "tanh"}, {"type": "Dense", "units": 1}], "loss": "mse",
    "epochs": 4, "batch_size": 2, "data": {"columns": {"city": {"type": "category", "treatment": {"type": "embedding", "output_dim": 2}}}}})", csv);
  const Model written = trained(R"({"layers": [
      {"type": "Dense", "units": 3, "activation": "tanh", "inputs": ["columns"]}, {"type": "Dense", "units": 1},
      {"type": "Input", "name": "city", "shape": [1]},
      {"type": "Embedding", "name": "city_embedding", "input_dim": 4, "output_dim": 2, "inputs": ["city"]},
      {"type": "Flatten", "name": "city_flat", "inputs": ["city_embedding"]},
      {"type": "Input", "name": "others", "shape": [1]},
      {"type": "Concatenate", "name": "columns", "inputs": ["others", "city_flat"]}], "loss": "mse",
    "epochs": 4, "batch_size": 2, "data": {"target": "y", "inputs": {"city": "city", "others": "a"},
      "columns": {"city": {"type": "category", "treatment": "ordinal"}}}})", csv);
  EXPECT_EQ(made.weights[0].name, "city_embedding/embeddings");
  expect_same_weights(made, written);
  EXPECT_EQ(made.history, written.history);
}

TEST(FitColumns, MetricsOfATreatedTargetAreInItsOwnUnit) {
  const std::string csv = "x,y\n1,10\n2,25\n3,90\n4,300\n5,1000\n";
  const Model model = trained(R"({"layers": [{"type": "Dense", "units": 1}], "loss": "mse", "metrics": ["mae"], "epochs": 5, "batch_size": 2,
    "data": {"columns": {"y": {"type": "number", "treatment": ["log1p", "z_score"]}}}})", csv);
  const Table table = parse_csv(csv, "data.csv");
  const Dataset data = encode(model.columns, table, true);
  const Matrix predicted = Predictor(model, 1).predict(data.inputs)[0];
  const Undo undo = model.columns.targets[0].undo().at(0);
  double sum = 0;
  for (std::int64_t row = 0; row < 5; ++row) sum += std::fabs(undo(static_cast<double>(predicted.row(row)[0])) - static_cast<double>(*table.number(row, 1)));
  const std::vector<NamedValue> values = evaluate(model, data, nullptr, 1).values;
  EXPECT_EQ(values[1].name, "mae");
  EXPECT_NEAR(values[1].value, sum / 5, 1e-4 * sum);
  double treated = 0;
  for (std::int64_t row = 0; row < 5; ++row) treated += std::pow(static_cast<double>(predicted.row(row)[0] - data.targets[0].row(row)[0]), 2);
  EXPECT_NEAR(values[0].value, treated / 5, 1e-5 * treated) << "the loss is of the treated target";
}

TEST(FitColumns, TheTestPartIsEvaluatedOnceAndTakesNoPartInTraining) {
  const std::string config = R"({"layers": [{"type": "Dense", "units": 1}], "loss": "mse", "epochs": 2, "batch_size": 2,
    "data": {"split": {"type": "last", "validation": 0.25, "test": 0.25}}})";
  const Model a = trained(config, "x,y\n1,1\n2,2\n3,3\n4,4\n5,5\n6,6\n7,7\n8,8\n"), b = trained(config, "x,y\n1,1\n2,2\n3,3\n4,4\n5,5\n6,6\n70,-7\n8,80\n");
  expect_same_weights(a, b);
  EXPECT_EQ(a.history, b.history);
  ASSERT_EQ(a.test.size(), 1u);
  EXPECT_EQ(a.test[0].name, "loss");
  EXPECT_NE(a.test[0].value, b.test[0].value);
}

TEST(FitColumns, AColumnThatIsKeptAsTextIsStillNumbers) {
  const Model model = trained(R"({"layers": [{"type": "Dense", "units": 1}], "loss": "mse"})", "x,y\n1,1\n2,2\n");
  ReadOptions options{.delimiter = ';', .header = true, .decimal = ','};
  options.all_text = true;
  const Table table = parse_csv("x\n\"01,50\"\n7\n", "data.csv", options);
  EXPECT_EQ(table.text(0, 0), "01,50");
  EXPECT_EQ(encode(model.columns, table, false).inputs[0].values, (std::vector<float>{1.5f, 7}));
}

}  // namespace
}  // namespace nntrain
