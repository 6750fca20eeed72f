// EarlyStopping against what Keras did: where it stops, and which epoch's weights remain.
#include <limits>

#include "base/error.h"
#include "callbacks/callback.h"
#include "support/golden.h"
#include "support/keras_defaults.h"

namespace nntrain::test {

namespace {

// A run whose weights after an epoch are that epoch's number; -1 before the first.
class FakeRun : public RunControl {
 public:
  void stop() override { stopped = true; }
  void save_weights() override { saved = weights; }
  void restore_weights() override { weights = saved.value(); }
  void message(std::string_view text) override { messages.emplace_back(text); }

  // Runs epochs with these values until the callback stops it; returns the last epoch.
  std::int64_t train(const Json& callback, const std::string& name, const std::vector<double>& values,
                     bool higher_is_better = false) {
    const auto running = component_of<CallbackFamily>(callback).call(&CallbackKind::start);
    std::int64_t epoch = -1;
    while (!stopped && epoch + 1 < static_cast<std::int64_t>(values.size())) {
      weights = ++epoch;
      const EpochValue value{name, values[static_cast<std::size_t>(epoch)], higher_is_better};
      running->epoch_end(epoch, std::span(&value, 1), *this);
    }
    running->train_end(*this);
    return epoch;
  }

  bool stopped = false;
  std::int64_t weights = -1;
  std::optional<std::int64_t> saved;
  std::vector<std::string> messages;
};

class EarlyStoppingGolden : public testing::TestWithParam<Json> {};

TEST_P(EarlyStoppingGolden, StopsWhereKerasStops) {
  const Json& expected = GetParam();
  const std::string name = expected["logged_as"];
  std::vector<double> values;
  for (const Json& v : expected["values"])
    values.push_back(v.is_null() ? std::numeric_limits<double>::quiet_NaN() : v.get<double>());
  Json callback = expected["callback"];
  callback["verbose"] = 1;
  FakeRun run;
  testing::internal::CaptureStderr();
  EXPECT_EQ(run.train(callback, name, values, name.ends_with("accuracy")), expected["last_epoch"].get<std::int64_t>());
  const std::string warnings = testing::internal::GetCapturedStderr();
  EXPECT_EQ(run.stopped, expected["stopped"].get<bool>());
  EXPECT_EQ(run.weights, expected["weights_of_epoch"].get<std::int64_t>());
  EXPECT_EQ(warnings.empty(), name == callback["monitor"]);

  std::vector<std::string> messages;
  if (run.stopped)
    messages.push_back("Epoch " + std::to_string(expected["last_epoch"].get<int>() + 1) + ": early stopping");
  if (run.saved)
    messages.push_back("Restoring model weights from the end of the best epoch: " +
                       std::to_string(expected["best_epoch"].get<int>() + 1) + ".");
  EXPECT_EQ(run.messages, messages);
}

INSTANTIATE_TEST_SUITE_P(Golden, EarlyStoppingGolden, testing::ValuesIn(golden_cases("earlystopping.json")), case_name);

TEST(EarlyStopping, IsSilentUnlessVerbose) {
  FakeRun run;
  run.train({{"type", "EarlyStopping"}, {"monitor", "loss"}, {"restore_best_weights", true}}, "loss", {1, 2, 3});
  EXPECT_TRUE(run.stopped);
  EXPECT_EQ(run.weights, 0);
  EXPECT_TRUE(run.messages.empty());
}

TEST(EarlyStopping, WarnsOnceOfAValueThatIsNotThere) {
  FakeRun run;
  testing::internal::CaptureStderr();
  run.train("EarlyStopping", "loss", {1, 2, 3});
  const std::string text = testing::internal::GetCapturedStderr();
  const std::string warning =
      "Early stopping conditioned on metric `val_loss` which is not available. Available metrics are: loss\n";
  EXPECT_NE(text.find(warning), std::string::npos) << text;
  EXPECT_EQ(text.find("Early stopping"), text.rfind("Early stopping")) << text;
}

TEST(EarlyStopping, ValuesOutOfRangeAreNotTaken) {
  for (const Json& wrong :
       {Json{{"patience", -1}}, Json{{"mode", "up"}}, Json{{"start_from_epoch", -2}}, Json{{"monitor", 1}}}) {
    Json spec = wrong;
    spec["type"] = "EarlyStopping";
    EXPECT_THROW(component_of<CallbackFamily>(spec), Error) << spec.dump();
  }
}

TEST(CallbackRegistry, ParametersAreKeras) { expect_keras_defaults<CallbackFamily>("callbacks", {}); }

TEST(CallbackRegistry, EveryCallbackIsTestedHere) {
  for (const CallbackKind& kind : CallbackFamily::kinds()) EXPECT_EQ(kind.type, "EarlyStopping");
}

}  // namespace

}  // namespace nntrain::test
