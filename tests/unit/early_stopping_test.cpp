// EarlyStopping against what Keras did: where it stops, and which epoch's weights remain.
#include "base/error.h"
#include "support/fake_run.h"

namespace nntrain::test {

namespace {

// Runs epochs with these values of `name` until the callback stops it; returns the last epoch.
std::int64_t train(FakeRun& run, const Json& callback, const std::string& name, const Json& values) {
  const Callback callbacks[] = {component_of<CallbackFamily>(callback)};
  const JobFacts facts = facts_with({{"loss"}, {"mae"}, {"accuracy", true}});
  return run.train(callbacks, facts, logs_of(name, values));
}

class EarlyStoppingGolden : public testing::TestWithParam<Json> {};

TEST_P(EarlyStoppingGolden, StopsWhereKerasStops) {
  const Json& expected = GetParam();
  const std::string name = expected["logged_as"];
  Json callback = expected["callback"];
  callback["verbose"] = 1;
  FakeRun run;
  EXPECT_EQ(train(run, callback, name, expected["values"]), expected["last_epoch"].get<std::int64_t>());
  EXPECT_EQ(run.stopped, expected["stopped"].get<bool>());
  EXPECT_EQ(run.weight, expected["weights_of_epoch"].get<float>());
  EXPECT_EQ(run.warnings.empty(), name == callback["monitor"]);

  std::vector<std::string> messages;
  if (run.stopped)
    messages.push_back("Epoch " + std::to_string(expected["last_epoch"].get<int>() + 1) + ": early stopping");
  if (callback.value("restore_best_weights", false) && expected["last_epoch"] >= callback.value("start_from_epoch", 0))
    messages.push_back("Restoring model weights from the end of the best epoch: " +
                       std::to_string(expected["best_epoch"].get<int>() + 1) + ".");
  EXPECT_EQ(run.messages, messages);
}

INSTANTIATE_TEST_SUITE_P(Golden, EarlyStoppingGolden, testing::ValuesIn(golden_cases("earlystopping.json")), case_name);

TEST(EarlyStopping, IsSilentUnlessVerbose) {
  FakeRun run;
  train(run, {{"type", "EarlyStopping"}, {"monitor", "loss"}, {"restore_best_weights", true}}, "loss", {1, 2, 3});
  EXPECT_TRUE(run.stopped);
  EXPECT_EQ(run.weight, 0);
  EXPECT_TRUE(run.messages.empty());
}

TEST(EarlyStopping, TwoOfThemKeepTheirOwnBestWeights) {
  FakeRun run;
  const auto watch = [](const char* name) {
    return component_of<CallbackFamily>(
        {{"type", "EarlyStopping"}, {"monitor", name}, {"patience", 9}, {"restore_best_weights", true}});
  };
  const Callback callbacks[] = {watch("loss"), watch("mae")};
  std::vector<Logs> epochs = logs_of("loss", {3, 2, 1});
  for (std::size_t i = 0; i < epochs.size(); ++i) epochs[i].set("mae", static_cast<double>(i));
  run.train(callbacks, facts_with({{"loss"}, {"mae"}}), epochs);
  EXPECT_EQ(run.weight, 0);  // mae's best; that of the loss was brought back before it
}

TEST(EarlyStopping, WarnsOnceOfAValueThatIsNotThere) {
  FakeRun run;
  train(run, "EarlyStopping", "loss", {1, 2, 3});
  const std::vector<std::string> warning{
      "Early stopping conditioned on metric `val_loss` which is not available. Available metrics are: loss"};
  EXPECT_EQ(run.warnings, warning);
}

TEST(EarlyStopping, ValuesOutOfRangeAreNotTaken) {
  for (const Json& wrong :
       {Json{{"patience", -1}}, Json{{"mode", "up"}}, Json{{"start_from_epoch", -2}}, Json{{"monitor", 1}}}) {
    Json spec = wrong;
    spec["type"] = "EarlyStopping";
    EXPECT_THROW(component_of<CallbackFamily>(spec), Error) << spec.dump();
  }
}

}  // namespace

}  // namespace nntrain::test
