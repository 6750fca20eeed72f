// Every optimizer against what Keras computed: two weights over twelve steps of given gradients, and the slots it
// keeps.
#include <map>
#include <set>

#include "base/error.h"
#include "optimizers/optimizer.h"
#include "support/golden.h"
#include "support/keras_defaults.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

const std::vector<std::string> names = {"v0", "v1"};
const std::vector<Shape> shapes = {{{3, 2}, false}, {{4}, false}};
using Variables = std::map<std::string, std::vector<double>>;

// One step of the optimizer; weights, gradients ("gradient/v0") and slots are in `variables`.
Variables step(const Optimizer& optimizer, std::int64_t number, Variables variables) {
  Graph graph(op_table());
  std::vector<Tensor> weights, gradients;
  for (std::size_t i = 0; i < names.size(); ++i) {
    weights.push_back(variable(graph, names[i], shapes[i]));
    gradients.push_back(variable(graph, "gradient/" + names[i], shapes[i]));
  }
  emit_updates(optimizer, weights, gradients, names);

  RunOptions options;
  options.variables = std::move(variables);
  const auto number_names = optimizer.kind().number_names;
  std::vector<double> numbers(number_names.size());
  optimizer.call(&OptimizerKind::numbers, number, optimizer.call(&OptimizerKind::learning_rate),
                 std::span<double>(numbers));
  for (std::size_t i = 0; i < numbers.size(); ++i) options.scalars[number_scalar(number_names[i])] = numbers[i];
  return run_graph(graph, {}, options).variables;
}

class Optimizers : public testing::TestWithParam<Json> {};

TEST_P(Optimizers, ComputeWhatKerasComputes) {
  const Json& expected = GetParam();
  const Optimizer optimizer = component_of<OptimizerFamily>(expected["optimizer"]);
  Variables variables;
  for (std::size_t i = 0; i < names.size(); ++i) variables[names[i]] = flat(expected["weights"][i]);
  for (std::size_t s = 0; s < expected["gradients"].size(); ++s) {
    for (std::size_t i = 0; i < names.size(); ++i)
      variables["gradient/" + names[i]] = flat(expected["gradients"][s][i]);
    variables = step(optimizer, static_cast<std::int64_t>(s) + 1, std::move(variables));
    for (std::size_t i = 0; i < names.size(); ++i)
      expect_close(variables[names[i]], flat(expected["weights_after_step"][s][i]), tolerance(expected),
                   names[i] + " after step " + std::to_string(s + 1));
  }
}

TEST_P(Optimizers, KeepKerasSlots) {
  std::set<std::string> expected, got;  // "v0_momentum"
  for (const auto& [path, shape] : GetParam()["variables"].items())
    if (const std::string slot = path.substr(path.find('/') + 1); slot.starts_with("v0_") || slot.starts_with("v1_"))
      expected.insert(slot);
  for (const auto& [name, values] : step(component_of<OptimizerFamily>(GetParam()["optimizer"]), 1, {}))
    if (name.starts_with("optimizer/")) got.insert(name.substr(10, 2) + "_" + name.substr(13));
  // Keras also keeps the product of rows and columns, and gives both the weight's own name.
  if (component_of<OptimizerFamily>(GetParam()["optimizer"]).type() == "Adafactor")
    expected = {"v0_rows", "v0_columns", "v1_velocity"};
  EXPECT_EQ(got, expected);
}

INSTANTIATE_TEST_SUITE_P(Golden, Optimizers, testing::ValuesIn(golden_cases("optimizers.json")), case_name);

TEST(OptimizerRegistry, EveryOptimizerHasAGoldenCase) {
  std::set<std::string_view> covered;
  for (const Json& each : golden_cases("optimizers.json"))
    covered.insert(component_of<OptimizerFamily>(each["optimizer"]).type());
  for (const OptimizerKind& kind : OptimizerFamily::kinds())
    EXPECT_TRUE(covered.contains(kind.type)) << kind.type << " is in no case of tests/golden/optimizers.json";
}

TEST(OptimizerRegistry, ParametersAreKeras) {
  expect_keras_defaults<OptimizerFamily>("optimizers", {"name", "use_ema", "ema_momentum", "ema_overwrite_frequency",
                                                        "loss_scale_factor", "gradient_accumulation_steps"});
}

}  // namespace

}  // namespace nntrain::test
