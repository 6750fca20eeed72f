// Every metric against what Keras computed: its running result over several batches, its name and its direction.
#include <map>
#include <numeric>
#include <set>

#include "base/error.h"
#include "metrics/metric.h"
#include "support/batch_data.h"
#include "support/golden.h"
#include "support/keras_defaults.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

// The metric's result after each batch of the case.
std::vector<double> running_results(const Metric& metric, const Json& recorded) {
  std::vector<double> results;
  std::map<std::string, std::vector<double>> variables;
  for (std::size_t i = 0; i < recorded["y_true"].size(); ++i) {
    Graph graph(op_table());
    RunOptions options;
    options.variables = variables;
    const std::size_t rank = dims_of(recorded["y_pred"][i]).size();
    const Tensor prediction = batch_data(graph, options, recorded["y_pred"][i], rank);
    const Tensor target = batch_data(graph, options, recorded["y_true"][i], rank);
    Tensor weight;
    if (recorded.contains("sample_weight")) weight = batch_data(graph, options, recorded["sample_weight"][i], 2);

    Totals totals(graph, "metric", weight);
    metric.call(&MetricKind::update, totals, target, prediction);
    variables = run_graph(graph, {}, options).variables;
    std::vector<double> all;
    for (const Totals::Total& total : totals.list()) {
      const auto &values = variables.at(total.name), &lost = variables.at(total.name + "/lost");
      EXPECT_EQ(static_cast<Index>(values.size()), total.size);
      for (std::size_t k = 0; k < values.size(); ++k) all.push_back(values[k] + lost[k]);
    }
    results.push_back(metric.call(&MetricKind::result, std::span<const double>(all)));
  }
  return results;
}

class Metrics : public testing::TestWithParam<Json> {};

TEST_P(Metrics, ComputeWhatKerasComputes) {
  const Json& expected = GetParam();
  const Json& spec = expected["metric"];
  const Metric metric = component_of<MetricFamily>(spec);
  EXPECT_EQ(spec.is_string() ? spec.get<std::string>() : metric.call(&MetricKind::name),
            expected["log_name"].get<std::string>());
  EXPECT_EQ(metric.kind().higher_is_better, expected["direction"] == "up");

  const std::vector<double> results = running_results(metric, expected);
  if (!expected["results"][0].is_array())
    return expect_close(results, flat(expected["results"]), tolerance(expected), "result");

  // One result for each of several thresholds or units: ours is their mean, and each threshold's by itself is Keras'.
  std::vector<double> means;
  for (const Json& result : expected["results"]) {
    const std::vector<double> each = flat(result);
    means.push_back(std::accumulate(each.begin(), each.end(), 0.0) / static_cast<double>(each.size()));
  }
  expect_close(results, means, tolerance(expected), "mean result");
  const std::size_t thresholds = spec.contains("thresholds") ? spec["thresholds"].size() : 0;
  for (std::size_t k = 0; k < thresholds; ++k) {
    Json single = spec;
    single["thresholds"] = spec["thresholds"][k];
    std::vector<double> recorded;
    for (const Json& result : expected["results"]) recorded.push_back(result[k].get<double>());
    expect_close(running_results(component_of<MetricFamily>(single), expected), recorded, tolerance(expected),
                 single.dump());
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, Metrics, testing::ValuesIn(golden_cases("metrics.json")), case_name);

TEST(MetricRegistry, EveryMetricHasAGoldenCase) {
  std::set<std::string> covered;
  for (const Json& each : golden_cases("metrics.json"))
    covered.insert(std::string(component_of<MetricFamily>(each["metric"]).type()));
  for (const MetricKind& kind : MetricFamily::kinds())
    EXPECT_TRUE(covered.contains(std::string(kind.type))) << kind.type << " is in no case of tests/golden/metrics.json";
}

// A name of null is Keras' own name, as the golden cases show.
TEST(MetricRegistry, ParametersAreKeras) { expect_keras_defaults<MetricFamily>("metrics", {"dtype"}, {"name"}); }

// ---- class numbers and vectors ----

// One of this kind, for three classes if it must be told.
Metric metric_of(const MetricKind& kind) {
  Json spec = {{"type", kind.type}};
  for (const Param& param : kind.params) {
    if (!param.is_required) continue;
    if (param.name == "num_classes")
      spec["num_classes"] = 3;
    else if (param.name == "target_class_ids")
      spec["target_class_ids"] = {0, 2};
    else
      spec[std::string(param.name)] = 0.5;
  }
  return component_of<MetricFamily>(spec);
}

// The same classes as numbers and as vectors, with predictions for them.
Json classes_as(bool numbers) {
  const Json vectors = {{{1, 0, 0}, {0, 0, 1}, {0, 1, 0}, {0, 0, 1}}};
  const Json labels = {{{0}, {2}, {1}, {2}}};
  return {{"y_true", numbers ? labels : vectors},
          {"y_pred", {{{0.5, 0.3, 0.2}, {0.1, 0.6, 0.3}, {0.2, 0.7, 0.1}, {0.3, 0.1, 0.6}}}}};
}

TEST(Metrics, TakeClassNumbersAndVectorsAlike) {
  for (const MetricKind& kind : MetricFamily::kinds()) {
    if (kind.type == "BinaryCrossentropy") continue;             // knows no classes, as the loss
    if (kind.type == "IoU" || kind.type == "MeanIoU") continue;  // take vectors only when told
    const Metric metric = metric_of(kind);
    EXPECT_EQ(running_results(metric, classes_as(true)), running_results(metric, classes_as(false))) << kind.type;
  }
  const std::vector<double> accuracy = running_results(component_of<MetricFamily>("accuracy"), classes_as(true));
  EXPECT_EQ(accuracy, std::vector{0.75});
}

// As JAX and TensorFlow have it; PyTorch counts the second row.
TEST(Metrics, AClassWithoutAUnitIsNotAmongTheLargest) {
  const Json rows = {{"y_true", {{{0}, {2}}}}, {"y_pred", {{{0.5}, {0.5}}}}};
  const Json first = {{"type", "SparseTopKCategoricalAccuracy"}, {"k", 1}};
  EXPECT_EQ(running_results(component_of<MetricFamily>(first), rows), std::vector{0.5});
}

TEST(Metrics, LabelWeightsOfOneCurveWeighItsCounts) {
  const Json even = {{"type", "AUC"}, {"label_weights", {2, 2, 2}}};
  EXPECT_NEAR(running_results(component_of<MetricFamily>(even), classes_as(false))[0],
              running_results(component_of<MetricFamily>("AUC"), classes_as(false))[0], 1e-12);
  // Only the first unit counts: its classes are told apart perfectly.
  const Json first = {{"type", "AUC"}, {"label_weights", {1, 0, 0}}};
  EXPECT_NEAR(running_results(component_of<MetricFamily>(first), classes_as(false))[0], 1, 1e-12);
}

// ---- what does not fit ----

std::string error_with(const Metric& metric, std::vector<Index> target, std::vector<Index> prediction) {
  try {
    Graph graph(op_table());
    Totals totals(graph, "metric");
    metric.call(&MetricKind::update, totals, gather_batch(graph, target, 0), gather_batch(graph, prediction, 1));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_FALSE(error.hint.empty()) << error.message;
    return error.message;
  }
  return "";
}
std::string error_of(const Json& spec, std::vector<Index> target, std::vector<Index> prediction) {
  return error_with(component_of<MetricFamily>(spec), std::move(target), std::move(prediction));
}

TEST(MetricErrors, SayWhatWasFoundAndExpected) {
  for (const MetricKind& kind : MetricFamily::kinds())
    EXPECT_NE(error_with(metric_of(kind), {2}, {3}), "") << kind.type;
  EXPECT_EQ(error_of("mse", {2}, {3}),
            "a metric cannot compare a target of shape (None, 2) with a prediction of shape (None, 3)");
  EXPECT_EQ(error_of({{"type", "Precision"}, {"top_k", 4}}, {3}, {3}), "top_k 4 of a network that gives 3 numbers");
  EXPECT_EQ(error_of({{"type", "Recall"}, {"class_id", 3}}, {3}, {3}), "class_id 3 of a network that gives 3 numbers");
  EXPECT_EQ(error_of({{"type", "AUC"}, {"multi_label", true}, {"num_labels", 2}}, {3}, {3}),
            "AUC: num_labels for 2 labels, but the network gives 3 numbers");
  EXPECT_EQ(error_of({{"type", "AUC"}, {"label_weights", {1, 1}}}, {3}, {3}),
            "AUC: label_weights for 2 labels, but the network gives 3 numbers");
  EXPECT_EQ(
      error_of({{"type", "MeanIoU"}, {"num_classes", 3}}, {1}, {3}),
      "a metric cannot compare classes of a target of shape (None, 1) with those of a prediction of shape (None, 3)");
}

TEST(MetricErrors, ValuesOutOfRangeAreNotTaken) {
  const std::vector<Json> wrong = {{{"type", "AUC"}, {"num_thresholds", 1}},
                                   {{"type", "AUC"}, {"num_labels", 3}},
                                   {{"type", "AUC"}, {"curve", "RPC"}},
                                   {{"type", "Precision"}, {"thresholds", {0.5, 1.5}}},
                                   {{"type", "Precision"}, {"thresholds", Json::array()}},
                                   {{"type", "Recall"}, {"top_k", 0}},
                                   {{"type", "TruePositives"}, {"thresholds", Json::array()}},
                                   {{"type", "TopKCategoricalAccuracy"}, {"k", 0}},
                                   {{"type", "F1Score"}, {"threshold", 0}},
                                   {{"type", "FBetaScore"}, {"beta", 0}},
                                   {{"type", "R2Score"}, {"num_regressors", -1}},
                                   {{"type", "RecallAtPrecision"}, {"precision", 1.5}},
                                   {{"type", "BinaryIoU"}, {"target_class_ids", Json::array()}},
                                   {{"type", "IoU"}, {"num_classes", 2}, {"target_class_ids", {2}}}};
  for (const Json& spec : wrong) EXPECT_THROW(component_of<MetricFamily>(spec), Error) << spec.dump();
}

}  // namespace

}  // namespace nntrain::test
