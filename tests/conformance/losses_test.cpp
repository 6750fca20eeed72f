// Every loss against what Keras computed: values, and gradients with respect to the prediction.
#include <set>

#include "base/error.h"
#include "compiler/autodiff.h"
#include "losses/reduce.h"
#include "support/batch_data.h"
#include "support/golden.h"
#include "support/keras_defaults.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

class Losses : public testing::TestWithParam<Json> {};

TEST_P(Losses, ComputeWhatKerasComputes) {
  const Json& expected = GetParam();
  const Loss loss = component_of<LossFamily>(expected["loss"]);
  const Reduction reduction = loss.call(&LossKind::reduction);

  Graph graph(op_table());
  RunOptions options;
  const std::size_t rank = dims_of(expected["y_pred"]).size();
  const Tensor prediction = batch_data(graph, options, expected["y_pred"], rank);
  const Tensor target = batch_data(graph, options, expected["y_true"], rank);
  Tensor weight;
  if (expected.contains("sample_weight")) weight = batch_data(graph, options, expected["sample_weight"], 2);

  const Tensor rows = loss.call(&LossKind::call, target, prediction);
  EXPECT_EQ(rows.shape().cols(), 1);
  Tensor value = losses::reduce_rows(rows, weight, loss.call(&LossKind::mask, target), reduction);
  Tensor followed = value;
  if (reduction == Reduction::none) {  // Keras keeps the rows, and follows the gradient of their sum
    followed = value * scalar(graph, "batch_size") * static_cast<double>(rows.shape().size());
    const Shape shape = rows.shape().batched ? rows.shape() : per_sample({1});  // of the whole batch: each row's
    value = weight ? expand(rows, shape) * losses::weights_of(weight, shape) : rows;
  }
  const Tensor gradient = gradients(followed, std::span(&prediction, 1))[0];
  ASSERT_TRUE(gradient);
  const RunResult result = run_graph(graph, std::vector{value, gradient}, options);
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

TEST(LossRegistry, ParametersAreKeras) { expect_keras_defaults<LossFamily>("losses", {"dtype"}, {"name"}); }

}  // namespace

}  // namespace nntrain::test
