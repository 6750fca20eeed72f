// Optimizers: names, checks, and what their steps depend on.
#include "base/error.h"
#include "optimizers/optimizer.h"
#include "support/golden.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

std::string error_of(const Json& spec) {
  try {
    component_of<OptimizerFamily>(spec);
  } catch (const Error& error) {
    return error.message;
  }
  return "";
}

double step_size(const Optimizer& adam, std::int64_t step, double rate) {
  double numbers[2];
  adam.call(&OptimizerKind::numbers, step, rate, std::span<double>(numbers));
  EXPECT_EQ(numbers[0], rate);
  return numbers[1];
}

TEST(Optimizers, TakeLrForLearningRate) {
  for (const OptimizerKind& kind : OptimizerFamily::kinds()) {
    const Optimizer optimizer = component_of<OptimizerFamily>({{"type", std::string(kind.type)}, {"lr", 0.25}});
    EXPECT_EQ(optimizer.call(&OptimizerKind::learning_rate), 0.25) << kind.type;
  }
}

TEST(Optimizers, OnlyOneWayOfClippingCanBeSet) {
  for (const OptimizerKind& kind : OptimizerFamily::kinds()) {
    const Json spec = {{"type", std::string(kind.type)}, {"clipnorm", 1}, {"clipvalue", 1}};
    EXPECT_NE(error_of(spec).find("only one of clipnorm, clipvalue and global_clipnorm can be set"), std::string::npos)
        << kind.type << ": " << error_of(spec);
  }
  EXPECT_NE(error_of({{"type", "AdamW"}, {"weight_decay", nullptr}}).find("AdamW needs a weight_decay"),
            std::string::npos);
}

TEST(Optimizers, ValuesOutOfRangeAreNotTaken) {
  for (const Json& wrong : {Json{{"type", "SGD"}, {"learning_rate", -0.1}}, Json{{"type", "SGD"}, {"momentum", 1.5}},
                            Json{{"type", "Adam"}, {"beta_1", 1}}, Json{{"type", "RMSprop"}, {"clipnorm", 0}},
                            Json{{"type", "SGD"}, {"beta_1", 0.9}}})
    EXPECT_NE(error_of(wrong), "") << wrong.dump();
}

// alpha = lr * sqrt(1 - 0.999^t) / (1 - 0.9^t), in float32: in double the first step would be 0.00031622776601...
TEST(Adam, ComputesItsStepSizeInFloat32) {
  const Optimizer adam = "adam";
  const float beta_1 = 0.9F, beta_2 = 0.999F;
  EXPECT_EQ(step_size(adam, 1, 0.001), static_cast<double>(0.001F * std::sqrt(1 - beta_2) / (1 - beta_1)));
  EXPECT_NEAR(step_size(adam, 1, 0.001), 0.00031622776601, 1e-8);
  EXPECT_NE(step_size(adam, 1, 0.001), 0.001 * std::sqrt(1 - 0.999) / (1 - 0.9));
  EXPECT_EQ(static_cast<float>(step_size(adam, 37, 0.001)), 0.00019457903F);  // numpy's and PyTorch's in float32
  EXPECT_EQ(static_cast<float>(step_size(adam, 100, 0.001)), 0.000308564F);
  EXPECT_NEAR(step_size(adam, 1000000, 0.001), 0.001, 1e-9);
}

// The rate is a number of the step, so that a schedule or a callback may change it.
TEST(Optimizers, ReadTheRateEachStep) {
  for (const OptimizerKind& kind : OptimizerFamily::kinds()) {
    if (kind.type == "Ftrl") continue;  // divides by the rate, as in Keras: there is no step of size 0
    const Optimizer optimizer = component_of<OptimizerFamily>(std::string(kind.type));
    Graph graph(op_table());
    const Shape shape{{1}, false};
    const std::vector<Tensor> w{variable(graph, "w", shape)}, g{variable(graph, "g", shape)};
    const std::vector<std::string> names{"w"};
    emit_updates(optimizer, w, g, names);
    std::vector<double> numbers(kind.number_names.size());
    optimizer.call(&OptimizerKind::numbers, std::int64_t{1}, 0.0, std::span<double>(numbers));
    RunOptions options;
    options.variables = {{"w", {3.0}}, {"g", {2.0}}};
    for (std::size_t i = 0; i < numbers.size(); ++i) options.scalars[number_scalar(kind.number_names[i])] = numbers[i];
    EXPECT_EQ(run_graph(graph, {}, options).variables["w"], std::vector{3.0}) << kind.type;
  }
}

TEST(Optimizers, LeaveAWeightWithoutGradientAsItIs) {
  Graph graph(op_table());
  const Shape shape{{1}, false};
  const std::vector<Tensor> w{variable(graph, "a", shape), variable(graph, "b", shape)},
      g{{}, variable(graph, "g", shape)};
  const std::vector<std::string> names{"a", "b"};
  const Optimizer sgd = component_of<OptimizerFamily>({{"type", "SGD"}, {"weight_decay", 0.5}, {"global_clipnorm", 1}});
  emit_updates(sgd, w, g, names);
  RunOptions options;
  options.variables = {{"a", {4.0}}, {"b", {4.0}}, {"g", {8.0}}};
  options.scalars = {{"optimizer/learning_rate", 1.0}};
  auto after = run_graph(graph, {}, options).variables;
  EXPECT_EQ(after["a"], std::vector{4.0});
  EXPECT_EQ(after["b"], std::vector{1.0});  // 4 - 4 · 0.5 - 8 · 1/8
}

}  // namespace

}  // namespace nntrain::test
