// What training promises: the tutorial's weights are found from any seed, and the result depends on config, data and seed alone.
#include <gtest/gtest.h>

#include <cmath>

#include "config/config.h"
#include "property/count_allocations.h"
#include "train/fit.h"
#include "train/training_run.h"

namespace nntrain {
namespace {

Model trained(const std::string& config, int threads) {
  Diagnostics diagnostics({"test.json", config, {}});
  const Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  FitOptions options;
  options.threads = threads;
  options.log.style = LogStyle::quiet;
  options.log.write = [](std::string_view) {};
  return fit(spec, diagnostics, read_table(spec.data.spec(), {}, ""), std::nullopt, options);
}

std::string tutorial(int seed) {
  return R"({"layers": [{"type": "Dense", "units": 1}], "optimizer": {"type": "SGD", "learning_rate": 0.1}, "loss": "mse",
             "epochs": 100, "batch_size": 2, "seed": )" +
         std::to_string(seed) + R"(, "data": {"synthetic": {"kind": "linear", "seed": )" + std::to_string(seed) + "}}}";
}

TEST(Tutorial, FindsTheWeightsFromAHundredSeeds) {
  constexpr int seeds = 100;
  const double truth[3] = {2, 3, 4};
  double mean[3] = {};
  for (int seed = 0; seed < seeds; ++seed) {
    const Model model = trained(tutorial(seed), 1);
    const double found[3] = {model.weights[0].values[0], model.weights[0].values[1], model.weights[1].values[0]};
    for (int k = 0; k < 3; ++k) {
      EXPECT_NEAR(found[k], truth[k], 0.3) << "seed " << seed;
      mean[k] += found[k] / seeds;
    }
    const double loss = model.history[0].second.back();
    EXPECT_GT(loss, 0.02) << "seed " << seed;
    EXPECT_LT(loss, 0.08) << "seed " << seed;
  }
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(mean[k], truth[k], 0.03);
}

// Large enough that several threads are really used, with everything that could depend on them: products cut by
// rows and columns, column sums, dropout, batch statistics, a partial last batch, validation.
const std::string wide = R"({
  "layers": [{"type": "Dense", "units": 200, "activation": "relu"}, {"type": "BatchNormalization"}, {"type": "Dropout", "rate": 0.3},
             {"type": "Dense", "units": 150, "activation": "gelu"}, {"type": "LayerNormalization"},
             {"type": "Dense", "units": 2, "activation": "softmax"}],
  "optimizer": {"type": "Adam", "global_clipnorm": 1.0}, "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"],
  "epochs": 2, "batch_size": 96, "validation_split": 0.2, "seed": 7,
  "data": {"synthetic": {"kind": "spirals", "rows": 1000}}})";

// So many weights that products are cut by column, not by sample.
std::string wider() {
  std::string text = wide;
  text.replace(text.find("200"), 3, "520");
  return text.replace(text.find("150"), 3, "400");
}

TEST(TrainingThreads, SameBitsForAnyNumber) {
  for (const std::string& config : {wide, wider()}) {
    const Model one = trained(config, 1);
    for (const int threads : {2, 3, 5, 7, 16}) {
      const Model many = trained(config, threads);
      EXPECT_EQ(many.weights, one.weights) << threads << " threads";
      EXPECT_EQ(many.history, one.history) << threads << " threads";
    }
  }
}

// Steps that only gather, products of matrices that are no batch's, averages, norms of all gradients.
std::string with_optimizer(const std::string& optimizer) {
  std::string text = wide;
  const std::string adam = R"({"type": "Adam", "global_clipnorm": 1.0})";
  return text.replace(text.find(adam), adam.size(), optimizer);
}
const std::vector<std::string> gathering = {
    R"({"type": "Muon", "exclude_layers": ["dense_2"], "gradient_accumulation_steps": 3, "use_ema": true, "ema_momentum": 0.5,
        "ema_overwrite_frequency": 2})",
    R"({"type": "ScheduleFreeAdamW", "warmup_steps": 2, "gradient_accumulation_steps": 2, "global_clipnorm": 0.1, "weight_decay": 0.1,
        "exclude_from_weight_decay": ["bias", "gamma"], "loss_scale_factor": 3})"};

TEST(TrainingThreads, SameBitsUnderAccumulation) {
  for (const std::string& optimizer : gathering) {
    const Model one = trained(with_optimizer(optimizer), 1), many = trained(with_optimizer(optimizer), 3);
    EXPECT_EQ(many.weights, one.weights) << optimizer;
    EXPECT_EQ(many.history, one.history) << optimizer;
  }
}

TEST(Training, StepsAllocateNothing) {
  for (const std::string& optimizer : gathering) {
    Diagnostics diagnostics({"test.json", with_optimizer(optimizer), {}});
    const Spec spec = read_config<Spec>(diagnostics);
    const Network network(spec, diagnostics);
    const Table table = read_table(spec.data.spec(), {}, "");
    const Columns columns = learn_columns(spec.data.spec(), table, network.wants(), plan_rows(spec.data.spec(), table, network.wants(), 0, 0));
    const Dataset data = encode(columns, table, true);
    FitOptions options;
    options.threads = 2;
    TrainingRun run(spec, network, columns, data, data.num_rows(), nullptr, 0, diagnostics, options);
    const std::vector<Index> rows{0, 5, 7, 100, 999};
    for (int i = 0; i < 3; ++i) run.step(rows);  // starts the threads
    const long before = test::allocations();
    for (int i = 0; i < 6; ++i) run.step(rows);
    EXPECT_EQ(test::allocations() - before, 0) << optimizer;
  }
}

TEST(Training, RepeatsItselfAndFollowsItsSeed) {
  const Model first = trained(tutorial(3), 1), again = trained(tutorial(3), 1), other = trained(tutorial(4), 1);
  EXPECT_EQ(first.weights, again.weights);
  EXPECT_EQ(first.history, again.history);
  EXPECT_NE(first.weights, other.weights);
}

}  // namespace
}  // namespace nntrain
