// Every optimizer against what Keras computed: some weights over twelve steps of given gradients, and the slots it
// keeps.
#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "optimizers/optimizer.h"
#include "support/golden.h"
#include "support/keras_defaults.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

using Variables = std::map<std::string, std::vector<double>>;

// A recorded case.
struct Case {
  Json recording;
  Optimizer optimizer;
  std::vector<std::string> names;
  std::vector<Shape> shapes;

  explicit Case(const Json& golden)
      : recording(golden), optimizer(component_of<OptimizerFamily>(golden["optimizer"])), names(golden["names"]) {
    for (const Json& weight : golden["weights"]) {
      Shape& shape = shapes.emplace_back();
      for (const Json* part = &weight; part->is_array(); part = &(*part)[0])
        shape.dims.push_back(static_cast<Index>(part->size()));
    }
  }

  // The step of that number, from 1; weights, gradients ("gradient/v0") and slots are in `variables`.
  void step(std::int64_t number, Variables& variables) const {
    Graph graph(op_table());
    std::vector<Tensor> weights, gradients;
    for (std::size_t i = 0; i < names.size(); ++i) {
      weights.push_back(variable(graph, names[i], shapes[i]));
      gradients.push_back(variable(graph, "gradient/" + names[i], shapes[i]));
    }
    emit_updates(optimizer, weights, gradients, names, kind_of_step(optimizer, number));
    RunOptions options;
    for (const Value& value : graph.values)  // a step that only gathers knows fewer slots
      if (const auto known = variables.find(value.name); value.role == Role::variable && known != variables.end())
        options.variables.insert(*known);
    const std::vector<std::string> scalars = number_scalars(optimizer);
    std::vector<double> numbers(scalars.size());
    step_numbers(optimizer, number, {optimizer.call(&OptimizerKind::learning_rate)}, numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i) options.scalars[scalars[i]] = numbers[i];
    for (auto& [name, values] : run_graph(graph, {}, options).variables) variables[name] = values;
  }
};

class Optimizers : public testing::TestWithParam<Json> {};

TEST_P(Optimizers, ComputeWhatKerasComputes) {
  const Case c(GetParam());
  const Json& expected = c.recording;
  Variables variables;
  for (std::size_t i = 0; i < c.names.size(); ++i) variables[c.names[i]] = flat(expected["weights"][i]);
  for (std::size_t s = 0; s < expected["gradients"].size(); ++s) {
    for (std::size_t i = 0; i < c.names.size(); ++i)
      variables["gradient/" + c.names[i]] = flat(expected["gradients"][s][i]);
    c.step(static_cast<std::int64_t>(s) + 1, variables);
    for (std::size_t i = 0; i < c.names.size(); ++i)
      expect_close(variables[c.names[i]], flat(expected["weights_after_step"][s][i]), tolerance(expected),
                   c.names[i] + " after step " + std::to_string(s + 1));
  }
  if (!expected.contains("final_weights")) return;
  for (std::size_t i = 0; i < c.names.size(); ++i) {
    const auto average = variables.find(average_name(c.names[i]));  // some optimizers of a MultiOptimizer average
    expect_close(average == variables.end() ? variables[c.names[i]] : average->second,
                 flat(expected["final_weights"][i]), tolerance(expected), "the average of " + c.names[i]);
  }
}

std::string with_underscores(std::string path) {
  std::ranges::replace(path, '/', '_');
  return path;
}

TEST_P(Optimizers, KeepKerasSlots) {
  const Case c(GetParam());
  std::set<std::string> expected, got;  // "v0_momentum"
  for (const auto& [path, shape] : c.recording["variables"].items()) {
    const std::string slot = path.substr(path.find('/') + 1);
    for (const std::string& name : c.names)
      if (slot.starts_with(with_underscores(name) + "_")) expected.insert(slot);
  }
  // Keras also keeps the product of rows and columns, and gives both the weight's own name.
  if (c.optimizer.type() == "Adafactor") {
    expected.erase("v0_velocity");
    expected.insert({"v0_rows", "v0_columns"});
  }
  Variables variables;
  std::int64_t update = 1;
  while (kind_of_step(c.optimizer, update) != StepKind::update) ++update;
  c.step(update, variables);
  const std::string prefix = "optimizer/";
  for (const auto& [name, values] : variables)
    if (name.starts_with(prefix)) got.insert(with_underscores(name.substr(prefix.size())));
  EXPECT_EQ(got, expected);
}

INSTANTIATE_TEST_SUITE_P(Golden, Optimizers, testing::ValuesIn(golden_cases("optimizers.json")), case_name);

void add_names(std::span<const Param> params, std::set<std::string>& names) {
  for (const Param& param : params) {
    if (param.field->params.data() == OptimizerOptions::params.data()) continue;
    if (param.is_inlined)
      add_names(param.field->params, names);
    else
      names.emplace(param.name);
  }
}

TEST(OptimizerRegistry, EveryOptionIsInAGoldenCase) {
  std::map<std::string_view, std::set<std::string>> recorded;
  std::set<std::string> anywhere;
  for (const Json& each : golden_cases("optimizers.json")) {
    std::set<std::string>& keys = recorded[component_of<OptimizerFamily>(each["optimizer"]).type()];
    if (each["optimizer"].is_object())
      for (const auto& [key, value] : each["optimizer"].items()) keys.insert(key);
    anywhere.insert(keys.begin(), keys.end());
  }
  for (const OptimizerKind& kind : OptimizerFamily::kinds()) {
    std::set<std::string> own;
    add_names(kind.params, own);
    EXPECT_GT(own.size(), 1u) << kind.type;
    for (const std::string& name : own)
      EXPECT_TRUE(recorded[kind.type].contains(name)) << kind.type << "'s " << name << " is in no case of "
                                                      << "tests/golden/optimizers.json";
  }
  for (const Param& param : OptimizerOptions::params)
    EXPECT_TRUE(anywhere.contains(std::string(param.name))) << param.name << " is in no case";
}

TEST(OptimizerRegistry, ParametersAreKeras) {
  expect_keras_defaults<OptimizerFamily>("optimizers", {}, {}, {"exclude_from_weight_decay"});
}

TEST(OptimizerRegistry, HasAllOfKeras) {
  const Json keras = golden("defaults.json")["optimizers"];
  for (const auto& [name, arguments] : keras.items()) EXPECT_NE(family_of<OptimizerFamily>.find(name), nullptr) << name;
}

}  // namespace

}  // namespace nntrain::test
