// Every loss against what Keras computed: values, and gradients with respect to the prediction.
#include <set>

#include "base/error.h"
#include "compiler/autodiff.h"
#include "losses/loss.h"
#include "support/batch_data.h"
#include "support/golden.h"
#include "support/keras_defaults.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

// The loss of the batch from those of its rows, as training reduces them.
Tensor reduced(Tensor rows, Tensor weight, Reduction reduction) {
  const double per_sample = static_cast<double>(rows.shape().size());
  const Tensor sum = sum_all(weight ? rows * weight : rows);
  if (reduction == Reduction::sum) return sum;
  const bool by_weight = weight && reduction == Reduction::mean_with_sample_weight;
  return sum / (by_weight ? sum_all(weight) : scalar(*rows.graph, "batch_size") * per_sample);
}

class Losses : public testing::TestWithParam<Json> {};

TEST_P(Losses, ComputeWhatKerasComputes) {
  const Json& expected = GetParam();
  Json spec = expected["loss"];
  const bool by_row = spec.is_object() && spec.value("reduction", "") == "none";
  if (by_row) {  // nothing to train on; the losses of the rows are the same
    EXPECT_THROW(component_of<LossFamily>(spec), Error);
    spec["reduction"] = "sum";
  }
  const Loss loss = component_of<LossFamily>(spec);

  Graph graph(op_table());
  RunOptions options;
  const std::size_t rank = dims_of(expected["y_pred"]).size();
  const Tensor prediction = batch_data(graph, options, expected["y_pred"], rank);
  const Tensor target = batch_data(graph, options, expected["y_true"], rank);
  Tensor weight;
  if (expected.contains("sample_weight")) weight = batch_data(graph, options, expected["sample_weight"], 2);

  const Tensor rows = loss.call(&LossKind::call, target, prediction);
  EXPECT_EQ(rows.shape().cols(), 1);
  const Tensor value = reduced(rows, weight, loss.call(&LossKind::reduction));
  const Tensor gradient = gradients(value, std::span(&prediction, 1))[0];
  ASSERT_TRUE(gradient);
  const RunResult result = run_graph(graph, std::vector{by_row ? rows : value, gradient}, options);
  expect_close(result.kept[0], flat(expected["value"]), tolerance(expected), "value");
  expect_close(result.kept[1], flat(expected["gradient"]), tolerance(expected), "gradient");
}

INSTANTIATE_TEST_SUITE_P(Golden, Losses, testing::ValuesIn(golden_cases("losses.json")), case_name);

TEST(LossRegistry, EveryLossHasAGoldenCase) {
  std::set<std::string> covered;
  for (const Json& each : golden_cases("losses.json"))
    covered.insert(
        std::string(component_of<LossFamily>(each["loss"].is_string() ? each["loss"] : each["loss"]["type"]).type()));
  for (const LossKind& kind : LossFamily::kinds())
    EXPECT_TRUE(covered.contains(std::string(kind.type))) << kind.type << " is in no case of tests/golden/losses.json";
}

TEST(LossRegistry, ParametersAreKeras) { expect_keras_defaults<LossFamily>("losses", {"name", "dtype"}); }

}  // namespace

}  // namespace nntrain::test
