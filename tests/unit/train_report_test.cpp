// Reports tell what scikit-learn tells of the same predictions.
#include "train/report.h"

#include "base/text.h"
#include "formats/evaluation_json.h"
#include "support/golden.h"

namespace nntrain::test {

namespace {

std::vector<double> doubles(const Json& list) { return list.get<std::vector<double>>(); }

// Scores were float32.
std::vector<double> scores_in(const Json& list) {
  std::vector<double> scores;
  for (const Json& x : list) scores.push_back(x.get<float>());
  return scores;
}

void expect_near(double got, const Json& expected, double allowed, const std::string& what) {
  if (expected.is_null())
    EXPECT_TRUE(std::isnan(got)) << what << " is " << got;
  else
    EXPECT_NEAR(got, expected.get<double>(), allowed * std::max(1.0, std::fabs(expected.get<double>()))) << what;
}

void expect_scores(const ClassScores& got, const Json& expected, const std::string& what) {
  expect_near(got.precision, expected["precision"], 1e-12, what + " precision");
  expect_near(got.recall, expected["recall"], 1e-12, what + " recall");
  expect_near(got.f1, expected["f1"], 1e-12, what + " f1");
}

ClassRows rows_of(const Json& golden) {
  ClassRows rows{.num_classes = golden["num_classes"],
                 .truth = golden["truth"].get<std::vector<std::size_t>>(),
                 .predicted = golden["predicted"].get<std::vector<std::size_t>>(),
                 .scores = scores_in(golden["scores"]),
                 .weights = doubles(golden["weights"])};
  rows.scores_each = rows.scores.size() / rows.truth.size();
  return rows;
}

class ClassReports : public testing::TestWithParam<Json> {};

TEST_P(ClassReports, AreScikitLearns) {
  const Json& golden = GetParam();
  const ClassReport report = report_classes(rows_of(golden));
  ASSERT_EQ(report.classes.size(), golden["classes"].size());
  for (std::size_t c = 0; c < report.classes.size(); ++c) {
    const Json& expected = golden["classes"][c];
    EXPECT_EQ(report.classes[c].name, std::to_string(expected["class"].get<int>()));
    expect_scores(report.classes[c], expected, "class " + report.classes[c].name);
    expect_near(report.classes[c].support, expected["support"], 1e-12, "support");
  }
  std::vector<std::vector<double>> matrix(report.classes.size(), std::vector<double>(report.classes.size()));
  for (const ClassReport::Cell& cell : report.confusion) matrix[cell.truth][cell.predicted] = cell.rows;
  for (std::size_t i = 0; i < matrix.size(); ++i)
    for (std::size_t j = 0; j < matrix.size(); ++j) expect_near(matrix[i][j], golden["confusion"][i][j], 1e-12, "confusion");
  expect_near(report.accuracy, golden["accuracy"], 1e-12, "accuracy");
  expect_scores(report.macro, golden["macro"], "macro");
  expect_scores(report.weighted, golden["weighted"], "weighted");
  expect_near(report.roc_auc, golden["roc_auc"], 1e-12, "ROC AUC");
  ASSERT_TRUE(report.log_loss);
  expect_near(*report.log_loss, golden["log_loss"], 1e-6, "log loss");  // taken in float32 there
}

INSTANTIATE_TEST_SUITE_P(Golden, ClassReports, testing::ValuesIn(golden("reports.json")["classes"].get<std::vector<Json>>()), case_name);

class NumberReports : public testing::TestWithParam<Json> {};

TEST_P(NumberReports, AreScikitLearns) {
  const Json& golden = GetParam();
  const NumberReport report =
      report_numbers(doubles(golden["truth"]), doubles(golden["predicted"]), doubles(golden["weights"]));
  expect_near(report.r2, golden["r2"], 1e-9, "R2");
  expect_near(report.rmse, golden["rmse"], 1e-9, "RMSE");
  expect_near(report.mae, golden["mae"], 1e-9, "MAE");
}

INSTANTIATE_TEST_SUITE_P(Golden, NumberReports, testing::ValuesIn(golden("reports.json")["numbers"].get<std::vector<Json>>()), case_name);

TEST(ClassReport, HasNoLogLossOfWhatIsNoProbability) {
  ClassRows rows{.num_classes = 2, .truth = {0, 1}, .predicted = {0, 1}, .scores = {-0.5, 1}, .weights = {1, 1}};
  EXPECT_FALSE(report_classes(rows).log_loss);
  EXPECT_EQ(report_classes(rows).roc_auc, 1);
  rows.scores = {0.9, 0.3, 0.2, 0.7};  // these do not sum to 1
  rows.scores_each = 2;
  EXPECT_FALSE(report_classes(rows).log_loss);
}

TEST(ClassReport, OfScoresThatAreNanHasNoRocAuc) {
  const ClassRows rows{.num_classes = 2, .truth = {0, 1}, .predicted = {0, 0}, .scores = {0.1, NAN}, .weights = {1, 1}};
  EXPECT_TRUE(std::isnan(report_classes(rows).roc_auc));
}

TEST(ClassReport, TellsTheMostConfusedPairs) {
  ClassRows rows{.num_classes = 4, .truth = {0, 0, 0, 1, 1, 2, 2, 3}, .predicted = {0, 1, 1, 0, 1, 0, 0, 3}, .scores = std::vector<double>(32),
                 .scores_each = 4, .weights = {1, 1, 1, 5, 1, 1, 1, 1}};
  const std::vector<ClassReport::Cell> pairs = most_confused(report_classes(rows), 2);
  ASSERT_EQ(pairs.size(), 2u);
  EXPECT_EQ(pairs[0].truth, 1u);
  EXPECT_EQ(pairs[0].predicted, 0u);
  EXPECT_EQ(pairs[0].rows, 5);
  EXPECT_EQ(pairs[1].truth, 0u);  // of equal ones the first
  EXPECT_EQ(pairs[1].predicted, 1u);
}

// A report of 201 classes, each predicted as itself but one row.
TEST(EvaluationJson, LeavesOutAMatrixTooLargeToRead) {
  for (const std::size_t n : {200u, 201u}) {
    ClassRows rows{.num_classes = n, .scores = std::vector<double>(n * n), .scores_each = n, .weights = std::vector<double>(n, 1)};
    for (std::size_t c = 0; c < n; ++c) {
      rows.truth.push_back(c);
      rows.predicted.push_back(c == 7 ? 8 : c);
    }
    const Json json = Json::parse(evaluation_json({}, {{"dense", "y", report_classes(rows)}}));
    const Json& report = json["report"][0];
    EXPECT_EQ(report["confusion_matrix"].is_null(), n > 200) << n;
    EXPECT_EQ(report["most_confused"], Json::parse(R"([{"class": "7", "predicted": "8", "rows": 1}])")) << n;
  }
}

}  // namespace

}  // namespace nntrain::test
