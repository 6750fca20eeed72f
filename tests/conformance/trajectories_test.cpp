// Whole jobs against Keras' recording of them (tests/golden/trajectories): the loss of every step, the history of fit
// with its partial last batches and validation, and the final weights.
#include "config/config.h"
#include "input/batches.h"
#include "support/golden.h"
#include "train/adapt.h"
#include "train/class_weights.h"
#include "train/training_run.h"

namespace nntrain {
namespace {

using test::flat;
using test::golden;

// A recorded job, ready to run from Keras' initial weights.
struct Job {
  Json recording;
  Diagnostics diagnostics;
  Spec spec;
  Network network;
  Columns columns;
  Dataset data;
  Index train_rows;
  FitOptions options;
  std::unique_ptr<TrainingRun> run;

  Job(const std::string& name, int threads)
      : recording(golden("trajectories/" + name + ".json")),
        spec(read_config<Spec>(recording["config"], diagnostics)),
        network((diagnostics.throw_if_any(), spec), diagnostics) {
    const Table table = read_table(spec.data.spec(), {}, std::string(NNTRAIN_SOURCE_DIR) + "/tests/golden/trajectories/" +
                                                         recording["data"].get<std::string>());
    columns = learn_columns_for(spec, network, table, plan_rows(spec.data.spec(), table, network.wants(), spec.validation_split, 0), diagnostics);
    data = encode(columns, table, true);
    train_rows = split_point(data.num_rows(), spec.validation_split);
    if (spec.weights_classes())
      apply_class_weights(spec.class_weight, columns.targets[0], data.targets[0].width, train_rows, data);
    spec.settle_batch_size(train_rows);
    options.threads = threads;
    options.log.style = LogStyle::quiet;
    options.log.write = [](std::string_view) {};
    const bool has_learnt = adapt_layers(network, spec, columns, data, train_rows, diagnostics, options);
    run = std::make_unique<TrainingRun>(spec, network, columns, data, train_rows, &data, train_rows, diagnostics,
                                        options);
    if (has_learnt) expect_learnt_weights();
    for (const Json& weight : recording["initial_weights"]) {
      std::vector<float> values;
      for (const double v : flat(weight["values"])) values.push_back(static_cast<float>(v));
      run->set_weight(weight["name"].get<std::string>(), values);
    }
  }

  // What the layers have learnt from the rows before training is what Keras' have.
  void expect_learnt_weights() const {
    std::size_t compared = 0;
    for (const NamedTensor& weight : run->weights())
      for (const Json& keras : recording["initial_weights"])
        if (keras["name"] == weight.name && (weight.name.ends_with("/mean") || weight.name.ends_with("/variance"))) {
          test::expect_close(std::vector<double>(weight.values.begin(), weight.values.end()), flat(keras["values"]), 1e-6, weight.name);
          ++compared;
        }
    EXPECT_GT(compared, 0u);
  }
};

// Losses agree to 1e-5 relative, unless Keras' own back ends differ by more.
double loss_tolerance(const Json& recording) { return std::max(1e-5, test::tolerance(recording)); }

void expect_weights(const Job& job, const char* key) {
  const std::vector<NamedTensor> weights = job.run->weights();
  ASSERT_EQ(weights.size(), job.recording[key].size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Json& expected = job.recording[key][i];
    EXPECT_EQ(weights[i].name, expected["name"].get<std::string>());
    test::expect_close(std::vector<double>(weights[i].values.begin(), weights[i].values.end()),
                       flat(expected["values"]), 5 * loss_tolerance(job.recording), weights[i].name);
  }
}

class Trajectory : public testing::TestWithParam<const char*> {};

TEST_P(Trajectory, StepLossesAreKerass) {
  Job job(GetParam(), 1);
  EXPECT_EQ(job.train_rows, job.recording["training_rows"].get<Index>());
  const std::vector<double> expected = flat(job.recording["step_losses"]);
  ASSERT_GE(expected.size(), 10u);
  Batches batches(job.train_rows, job.spec.batch_size, false, 0);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double loss = job.run->step_loss(batches.batch(static_cast<Index>(i) % batches.num_batches()));
    EXPECT_NEAR(loss, expected[i], std::fabs(expected[i]) * loss_tolerance(job.recording)) << "step " << i;
  }
  // Under use_ema only a whole run ends with the averages.
  expect_weights(job, job.recording.contains("weights_before_end") ? "weights_before_end" : "final_weights");
}

TEST_P(Trajectory, HistoryIsKerass) {
  Job job(GetParam(), 2);
  const History history = job.run->run();
  const Json& expected = job.recording["history"];
  EXPECT_EQ(history.size(), expected.size());
  EXPECT_EQ(history[0].first, "loss");
  for (const auto& [name, values] : history) {
    ASSERT_TRUE(expected.contains(name)) << name;
    test::expect_close(values, flat(expected[name]), 2 * loss_tolerance(job.recording), name);
  }
  expect_weights(job, "final_weights");
}

INSTANTIATE_TEST_SUITE_P(Keras, Trajectory,
                         testing::Values("linear_regression", "classifier", "binary_classifier", "graph",
                                         "two_outputs", "held", "weighted", "class_weights", "weighted_outputs",
                                         "averaged", "gathered", "muon", "schedule_free", "shared_out", "swapped",
                                         "swapped_by_epoch", "swapped_and_stopped", "swapped_and_restored", "masked",
                                         "masked_words", "spectral", "adapted", "stepped", "steps_alone", "lists", "shared", "nested"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace nntrain
