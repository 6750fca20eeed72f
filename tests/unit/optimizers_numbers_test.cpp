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
    if (kind.parts) continue;  // has no rate of its own
    const Optimizer optimizer = component_of<OptimizerFamily>({{"type", std::string(kind.type)}, {"lr", 0.25}});
    EXPECT_EQ(optimizer.call(&OptimizerKind::learning_rate), 0.25) << kind.type;
  }
}

TEST(Optimizers, OnlyOneWayOfClippingCanBeSet) {
  for (const OptimizerKind& kind : OptimizerFamily::kinds()) {
    if (kind.parts) continue;  // does not clip
    const Json spec = {{"type", std::string(kind.type)}, {"clipnorm", 1}, {"clipvalue", 1}};
    EXPECT_NE(error_of(spec).find("only one of clipnorm, clipvalue and global_clipnorm can be set"), std::string::npos)
        << kind.type << ": " << error_of(spec);
  }
  EXPECT_NE(error_of({{"type", "AdamW"}, {"weight_decay", nullptr}}).find("AdamW needs a weight_decay"),
            std::string::npos);
}

TEST(Optimizers, ValuesOutOfRangeAreNotTaken) {
  const auto with = [](const char* type, const char* key, const Json& value) {
    return Json{{"type", type}, {key, value}};
  };
  const std::vector<std::pair<Json, std::string>> wrong = {
      {with("SGD", "learning_rate", -0.1), "must be >= 0; got -0.1"},
      {with("SGD", "momentum", 1.5), "must be in [0, 1]; got 1.5"},
      {with("SGD", "beta_1", 0.9), "unknown parameter \"beta_1\" of SGD"},
      {with("Adam", "beta_1", 1), "must be in [0, 1); got 1"},
      {with("RMSprop", "clipnorm", 0), "must be > 0; got 0"},
      {with("SGD", "weight_decay", -1), "must be >= 0; got -1"},
      {with("SGD", "exclude_from_weight_decay", "bias"), "expected a list of patterns; got \"bias\""},
      {with("SGD", "exclude_from_weight_decay", {"bias", 1}), "expected a pattern; got 1"},
      {with("SGD", "exclude_from_weight_decay", {"(bias"}),
       "not a regular expression that is understood: \"(bias\": Unmatched ( or \\("},
      {with("SGD", "ema_momentum", 1.1), "must be in [0, 1]; got 1.1"},
      {with("SGD", "ema_overwrite_frequency", 0), "must be >= 1; got 0"},
      {with("SGD", "use_ema", 1), "expected true or false; got 1"},
      {with("SGD", "loss_scale_factor", 0), "must be > 0; got 0"},
      {with("SGD", "gradient_accumulation_steps", 1), "must be >= 2; got 1"},
      {with("SGD", "gradient_accumulation_steps", 2.5), "expected an integer"},
      {with("Muon", "ns_steps", -1), "must be in [0, 100]; got -1"},
      {with("Muon", "ns_steps", 101), "must be in [0, 100]; got 101"},
      {with("Muon", "adam_beta_2", 1), "must be in [0, 1); got 1"},
      {with("Muon", "adam_weight_decay", -1), "must be >= 0; got -1"},
      {with("Muon", "momentum", 1.5), "must be in [0, 1]; got 1.5"},
      {with("Muon", "rms_rate", -1), "must be >= 0; got -1"},
      {with("Muon", "adam_lr_ratio", -1), "must be >= 0; got -1"},
      {with("Muon", "exclude_layers", {"out{2}"}),
       "not a regular expression that is understood: \"out{2}\": \"{\" in it"},
      {with("ScheduleFreeAdamW", "beta_1", 0), "must be in (0, 1]; got 0"},
      {with("ScheduleFreeAdamW", "beta_2", 1), "must be in [0, 1); got 1"},
      {with("ScheduleFreeAdamW", "warmup_steps", -1), "must be >= 0; got -1"},
  };
  for (const auto& [spec, message] : wrong)
    EXPECT_NE(error_of(spec).find(message), std::string::npos) << spec.dump() << ": " << error_of(spec);
}

TEST(MultiOptimizer, SaysWhatDoesNotFit) {
  const auto with = [](const Json& by_path, const Json& fallback = "adam") {
    return Json{{"type", "MultiOptimizer"},
                {"optimizer_map", {{"default_optimizer", fallback}, {"optimizer_map", by_path}}}};
  };
  EXPECT_EQ(error_of(with({{"dense/.*", "sgd"}})), "");
  const Json gathers = {{"type", "SGD"}, {"gradient_accumulation_steps", 2}};
  const std::vector<std::pair<Json, std::string>> wrong = {
      {Json{{"type", "MultiOptimizer"}}, "optimizer_map"},
      {Json{{"type", "MultiOptimizer"}, {"optimizer_map", Json::object()}}, "default_optimizer"},
      {with({{"(", "sgd"}}), "optimizer_map: not a regular expression that is understood: \"(\""},
      {with({{"a", "sgdd"}}), "unknown optimizer \"sgdd\""},
      {with({{"a", with(Json::object())}}), "a MultiOptimizer cannot be used inside a MultiOptimizer"},
      {with({{"a", gathers}}), "all its optimizers must have the same gradient_accumulation_steps"},
      {Json{{"type", "MultiOptimizer"}, {"optimizer_map", {{"default_optimizer", "sgd"}}}, {"learning_rate", 1}},
       "unknown parameter \"learning_rate\" of MultiOptimizer"},
  };
  for (const auto& [spec, message] : wrong)
    EXPECT_NE(error_of(spec).find(message), std::string::npos) << spec.dump() << ": " << error_of(spec);
}

TEST(Optimizers, TellTheirLearningRatesByKerasNames) {
  using Rates = std::vector<std::pair<std::string, double>>;
  const Json decay = {{"type", "ExponentialDecay"}, {"initial_learning_rate", 0.5}, {"decay_steps", 1}, {"decay_rate", 0.5}};
  const auto rates = [](const Json& optimizer) { return learning_rates(component_of<OptimizerFamily>(optimizer), 3, {0.25}); };
  EXPECT_EQ(rates("adam"), (Rates{{"learning_rate", 0.25}}));
  EXPECT_EQ(rates({{"type", "SGD"}, {"learning_rate", decay}}), (Rates{{"learning_rate", 0.125}}));
  const auto adam = [](double rate) { return Json{{"type", "Adam"}, {"learning_rate", rate}}; };
  const Json named = {{"type", "Adam"}, {"learning_rate", 0.125}, {"name", "slow"}};
  const Json map = {{"default_optimizer", adam(0.5)},
                    {"optimizer_map", {{"a", adam(0.25)}, {"b", named}, {"c", {{"type", "AdamW"}, {"learning_rate", decay}}}}}};
  EXPECT_EQ(rates({{"type", "MultiOptimizer"}, {"optimizer_map", map}}),
            (Rates{{"learning_rate_adam_1", 0.25}, {"learning_rate_slow", 0.125}, {"learning_rate_adam_w", 0.125}, {"learning_rate_adam", 0.5}}));
}

TEST(MultiOptimizer, RefusesAWeightThatTwoExpressionsMatch) {
  const Json map = {{"default_optimizer", "adam"}, {"optimizer_map", {{"dense/.*", "sgd"}, {".*/bias", "lion"}}}};
  const Optimizer multi = component_of<OptimizerFamily>({{"type", "MultiOptimizer"}, {"optimizer_map", map}});
  Graph graph(op_table());
  const std::vector<Tensor> w{variable(graph, "dense/bias", {{1}, false})}, g{variable(graph, "g", {{1}, false})};
  const std::vector<std::string> names{"dense/bias"};
  try {
    emit_updates(multi, w, g, names);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_EQ(error.message,
              "the optimizers of \"dense/.*\" and of \".*/bias\" are both for the weight \"dense/bias\"");
  }
}

// As Keras does: its range is checked, but without use_ema nothing comes of it.
TEST(Optimizers, EmaOptionsAloneChangeNothing) {
  EXPECT_EQ(error_of({{"type", "SGD"}, {"ema_overwrite_frequency", 3}, {"ema_momentum", 0.5}}), "");
}

TEST(Optimizers, AreFoundInAnyCase) {
  for (const char* name : {"ADAM", "Adam", "adam", "aDaM"})
    EXPECT_EQ(component_of<OptimizerFamily>(name).type(), "Adam");
  EXPECT_EQ(component_of<OptimizerFamily>("SCHEDULEFREEADAMW").type(), "ScheduleFreeAdamW");
  EXPECT_EQ(component_of<OptimizerFamily>({{"type", "MUON"}, {"ns_steps", 3}}).type(), "Muon");
}

TEST(Optimizers, EveryFourthStepUpdates) {
  const Optimizer four = component_of<OptimizerFamily>({{"type", "SGD"}, {"gradient_accumulation_steps", 4}});
  for (std::int64_t step = 1; step <= 12; ++step)
    EXPECT_EQ(kind_of_step(four, step) == StepKind::update, step % 4 == 0) << step;
  EXPECT_EQ(kind_of_step("sgd", 1), StepKind::update);
  EXPECT_EQ(updates_in(four, 11), 2);
  EXPECT_EQ(updates_in("sgd", 11), 11);
}

// The schedule counts steps, the bias corrections count updates.
TEST(Optimizers, CountUpdatesUnderAccumulation) {
  const Json decay = {{"type", "PiecewiseConstantDecay"}, {"boundaries", {6}}, {"values", {0.5, 0.25}}};
  const Optimizer adam =
      component_of<OptimizerFamily>({{"type", "Adam"}, {"learning_rate", decay}, {"gradient_accumulation_steps", 4}});
  double numbers[4];
  step_numbers(adam, 8, {99}, numbers);
  EXPECT_EQ(numbers[0], 0.25);  // seven steps were done before
  EXPECT_EQ(numbers[1], step_size(adam, 2, 0.25));
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
    if (kind.type == "Ftrl" || kind.parts) continue;  // divides by the rate, as in Keras: there is no step of size 0
    const Optimizer optimizer = component_of<OptimizerFamily>(std::string(kind.type));
    Graph graph(op_table());
    const Shape shape{{1}, false};
    const std::vector<Tensor> w{variable(graph, "w", shape)}, g{variable(graph, "g", shape)};
    const std::vector<std::string> names{"w"};
    emit_updates(optimizer, w, g, names);
    const std::vector<std::string> scalars = number_scalars(optimizer);
    std::vector<double> numbers(scalars.size());
    step_numbers(optimizer, 1, {0.0}, numbers);
    RunOptions options;
    options.variables = {{"w", {3.0}}, {"g", {2.0}}};
    for (std::size_t i = 0; i < numbers.size(); ++i) options.scalars[scalars[i]] = numbers[i];
    const double after = run_graph(graph, {}, options).variables["w"][0];
    EXPECT_NEAR(after, 3, 1e-6) << kind.type;  // ScheduleFreeAdamW puts the weight together anew
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
