// Callbacks against what Keras' said, set, saved and wrote (tests/golden/callbacks.json), and what jobs they refuse.
#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "support/event_reader.h"
#include "support/fake_run.h"
#include "support/keras_defaults.h"
#include "support/temporary_folder.h"

namespace nntrain::test {

namespace {

double number(const Json& json) { return json.is_string() ? std::stod(json.get<std::string>()) : json.get<double>(); }

std::vector<Logs> logs_from(const Json& epochs) {
  std::vector<Logs> list;
  for (const Json& epoch : epochs) {
    Logs& logs = list.emplace_back();
    for (const auto& [name, value] : epoch.items()) logs.set(name, number(value));
  }
  return list;
}

std::string text_of(const Logs& logs) {
  std::string text;
  for (const Logs::Value& v : logs) text += v.name + "=" + std::to_string(v.value) + " ";
  return text;
}

class CallbacksGolden : public testing::TestWithParam<Json> {};

TEST_P(CallbacksGolden, DoWhatKerasDoes) {
  const Json& expected = GetParam();
  const TemporaryFolder folder;  // files of the case are relative to it
  if (expected["before"].is_string()) write_file_atomically("log.csv", expected["before"].get<std::string>());
  std::vector<Callback> callbacks;
  for (const Json& spec : expected["callbacks"]) callbacks.push_back(component_of<CallbackFamily>(spec));
  std::vector<std::vector<Logs>> steps;
  for (const Json& epoch : expected["steps"]) steps.push_back(logs_from(epoch));
  if (!steps.empty()) steps.resize(expected["epochs"].size());

  FakeRun run;
  run.set_learning_rate(expected["learning_rate"]);
  run.train(callbacks, facts_with({{"loss"}, {"mae"}, {"accuracy", true}}), logs_from(expected["epochs"]), steps);

  EXPECT_EQ(run.messages, expected["messages"].get<std::vector<std::string>>());
  EXPECT_EQ(run.warnings, expected["warnings"].get<std::vector<std::string>>());
  EXPECT_EQ(run.rates, expected["rates"].get<std::vector<double>>());
  EXPECT_EQ(run.stopped, expected["stopped"].get<bool>());
  EXPECT_EQ(run.weight, expected["weight"].get<float>());
  const std::vector<Logs> logs = logs_from(expected["logs"]);
  ASSERT_EQ(run.seen.size(), logs.size());
  for (std::size_t i = 0; i < logs.size(); ++i) EXPECT_EQ(text_of(run.seen[i]), text_of(logs[i])) << "epoch " << i;
  Json saved = Json::array();
  for (const FakeRun::Saved& s : run.saved)
    saved.push_back({s.path, s.part == SavedPart::model ? "model" : "weights", static_cast<int>(s.weight)});
  EXPECT_EQ(saved, expected["saved"]);
  EXPECT_EQ(std::filesystem::exists("log.csv") ? Json(read_file("log.csv")) : Json(), expected["csv"]);
}

INSTANTIATE_TEST_SUITE_P(Golden, CallbacksGolden, testing::ValuesIn(golden_cases("callbacks.json")), case_name);

// What check_job() finds, as "pointer: message".
std::vector<std::string> faults(const Json& callback, const JobFacts& facts) {
  Diagnostics diagnostics;
  component_of<CallbackFamily>(callback).call(&CallbackKind::check_job, facts, diagnostics, "/callbacks/0");
  std::vector<std::string> list;
  for (const Diagnostic& fault : diagnostics.items()) list.push_back(fault.pointer + ": " + fault.message);
  return list;
}
using Faults = std::vector<std::string>;

TEST(CallbacksOfAJob, RefuseAValueWhoseDirectionIsNotKnown) {
  const JobFacts facts = facts_with({{"loss"}, {"mae"}});
  for (const char* type : {"ReduceLROnPlateau", "EarlyStopping"}) {
    const Faults found = faults({{"type", type}, {"monitor", "val_mea"}}, facts);
    EXPECT_EQ(found,
              Faults{"/callbacks/0/monitor: no value of the log is called \"val_mea\"; there are \"loss\", \"mae\", "
                     "\"val_loss\" and \"val_mae\""});
    EXPECT_EQ(faults({{"type", type}, {"monitor", "val_mea"}, {"mode", "min"}}, facts), Faults{});
  }
  const Json best{{"type", "ModelCheckpoint"}, {"filepath", "x"}, {"monitor", "mea"}, {"save_best_only", true}};
  EXPECT_EQ(faults(best, facts).size(), 1u);
}

TEST(CallbacksOfAJob, RefuseToSetTheRateOfASchedule) {
  JobFacts facts = facts_with({{"loss"}});
  for (const Json& callback :
       {Json{{"type", "ReduceLROnPlateau"}}, Json{{"type", "LearningRateScheduler"}, {"schedule", {0.1}}}}) {
    EXPECT_EQ(faults(callback, facts), Faults{});
    facts.has_schedule = true;
    EXPECT_EQ(faults(callback, facts),
              Faults{"/callbacks/0: this callback sets the learning rate, but the optimizer's is not one number"});
    facts.has_schedule = false;
  }
}

TEST(CallbacksOfAJob, RefuseAFileNameOfValuesThatAreNotThere) {
  JobFacts facts = facts_with({{"loss"}});
  const auto named = [](const char* path, const Json& frequency = "epoch") {
    return Json{{"type", "ModelCheckpoint"}, {"filepath", path}, {"save_freq", frequency}};
  };
  EXPECT_EQ(faults(named("{epoch}{loss:.2f}{val_loss:.2f}{learning_rate}"), facts), Faults{});
  EXPECT_EQ(faults(named("{epoch}{batch}{loss}", 3), facts), Faults{});
  EXPECT_EQ(faults(named("{acc}"), facts),
            Faults{"/callbacks/0/filepath: no value is called \"acc\"; there are \"epoch\", \"loss\", \"val_loss\" and "
                   "\"learning_rate\""});
  EXPECT_EQ(faults(named("{batch}"), facts).size(), 1u);
  EXPECT_EQ(faults(named("{val_loss}", 3), facts).size(), 1u);
  EXPECT_EQ(faults(named("{loss:02d}"), facts),
            Faults{"/callbacks/0/filepath: cannot format this value as \"02d\": it is no whole number"});
  facts.validated = Validated::some_epochs;
  EXPECT_EQ(faults(named("{val_loss}"), facts).size(), 1u);
}

TEST(CallbacksOfAJob, RefuseABestModelThatTheLastReplaces) {
  JobFacts facts = facts_with({{"loss"}});
  facts.output = "model.json";
  const auto saving = [](const char* path, bool best) {
    return Json{{"type", "ModelCheckpoint"}, {"filepath", path}, {"save_best_only", best}};
  };
  EXPECT_EQ(faults(saving("best.json", true), facts), Faults{});
  EXPECT_EQ(faults(saving("model.json", false), facts), Faults{});  // the last one is the model
  EXPECT_EQ(faults(saving("./model.json", true), facts),
            Faults{"/callbacks/0/filepath: the finished model goes to \"model.json\" too, and replaces it"});
}

TEST(CallbackFiles, AreKnownNotToBeWritableBeforeTheRun) {
  const TemporaryFolder folder;
  write_file_atomically("file", "");
  const auto check = [](const Json& callback) {
    component_of<CallbackFamily>(callback).call(&CallbackKind::check_files);
  };
  const auto csv = [](const char* name) { return Json{{"type", "CSVLogger"}, {"filename", name}}; };
  const auto checkpoint = [](const char* name) { return Json{{"type", "ModelCheckpoint"}, {"filepath", name}}; };
  check(csv("log.csv"));
  check(checkpoint("new/folder/x.json"));
  check(checkpoint("new/{epoch}/x.json"));
  EXPECT_FALSE(std::filesystem::exists("log.csv")) << "checking writes nothing";
  EXPECT_FALSE(std::filesystem::exists("new"));
  for (const Json& wrong :
       {csv("new/log.csv"), csv("file/log.csv"), csv("."), checkpoint("file/x.json"), checkpoint("file/{epoch}.json")})
    try {
      check(wrong);
      ADD_FAILURE() << wrong.dump();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::io) << wrong.dump();
    }
}

TEST(ModelCheckpoint, DoesNotLoseAGoodFileToWeightsThatAreNot) {
  FakeRun run;
  const JobFacts facts = facts_with({{"loss"}});
  const auto saver = component_of<CallbackFamily>({{"type", "ModelCheckpoint"}, {"filepath", "x.json"}})
                         .call(&CallbackKind::start, facts);
  run.weight = std::numeric_limits<float>::quiet_NaN();
  Logs logs;
  saver->epoch_begin(2, run);
  saver->epoch_end(2, logs, run);
  EXPECT_TRUE(run.saved.empty());
  EXPECT_EQ(run.warnings, std::vector<std::string>{"a weight is not finite at epoch 3: x.json was not written"});
}

TEST(TerminateOnNaN, EndsWithAnErrorIfToldSo) {
  FakeRun run;
  run.so_far.set("loss", std::numeric_limits<double>::infinity());
  const auto guard = component_of<CallbackFamily>({{"type", "TerminateOnNaN"}, {"raise_error", true}})
                         .call(&CallbackKind::start, JobFacts{});
  try {
    guard->step_end(7, run);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::diverged);
    EXPECT_EQ(error.message,
              "NaN or Inf loss encountered at batch 7. Loss value: inf. Terminating training immediately.");
  }
}

// What a TensorBoard wrote of a run: scalars as "tag step value".
std::vector<std::string> scalars_of(const std::string& path) {
  std::vector<std::string> list;
  for (const events::Event& event : read_events(path))
    for (const events::Summary::Value& value : event.summary().value())
      list.push_back(value.tag() + " " + std::to_string(event.step()) + " " +
                     std::to_string(value.tensor().float_val(0)));
  return list;
}

TEST(TensorBoard, TellsTheSpeedIfToldTo) {
  const TemporaryFolder folder;
  FakeRun run;
  const JobFacts facts = facts_with({{"loss"}});
  const auto board =
      component_of<CallbackFamily>(
          {{"type", "TensorBoard"}, {"write_steps_per_second", true}, {"update_freq", "batch"}, {"write_graph", false}})
          .call(&CallbackKind::start, facts);
  Logs logs;
  logs.set("loss", 0.5);
  run.so_far = logs;
  run.rate = 0.25;
  board->train_begin(run);
  board->epoch_begin(0, run);
  for (std::int64_t step = 0; step < 2; ++step) {
    run.time_ns += 250'000'000;
    ++run.steps;
    board->step_end(step, run);
  }
  run.time_ns += 500'000'000;
  board->epoch_end(0, logs, run);
  const std::vector<std::string> expected{"batch_steps_per_second 1 4.000000",
                                          "batch_loss 1 0.500000",
                                          "batch_steps_per_second 2 4.000000",
                                          "batch_loss 2 0.500000",
                                          "epoch_loss 0 0.500000",
                                          "epoch_learning_rate 0 0.250000",
                                          "epoch_steps_per_second 0 2.000000"};
  EXPECT_EQ(scalars_of("logs/train/events.out.tfevents.0.nntrain.v2"), expected);
}

// Keras' optimizer.iterations, where gradients are gathered over steps.
TEST(TensorBoard, CountsUpdatesForEvaluations) {
  const TemporaryFolder folder;
  FakeRun run;
  run.steps = 11;
  run.steps_of_an_update = 4;
  const JobFacts facts = facts_with({{"loss"}});
  const auto board = component_of<CallbackFamily>({{"type", "TensorBoard"}, {"write_graph", false}})
                         .call(&CallbackKind::start, facts);
  Logs logs;
  logs.set("loss", 0.5);
  board->train_begin(run);
  board->epoch_begin(0, run);
  board->validation_end(logs, run);
  board->epoch_end(0, logs, run);
  EXPECT_EQ(scalars_of("logs/validation/events.out.tfevents.0.nntrain.v2"),
            std::vector<std::string>{"evaluation_loss_vs_iterations 2 0.500000"});
}

// As Keras': what the optimizer has then, not what the epoch had.
TEST(TensorBoard, TellsTheRateThatACallbackBeforeItHasSet) {
  const TemporaryFolder folder;
  FakeRun run;
  run.rate = 1;
  const Callback callbacks[] = {
      component_of<CallbackFamily>(
          {{"type", "ReduceLROnPlateau"}, {"monitor", "loss"}, {"patience", 1}, {"factor", 0.5}}),
      component_of<CallbackFamily>({{"type", "TensorBoard"}, {"write_graph", false}})};
  run.train(callbacks, facts_with({{"loss"}}), logs_of("loss", {1, 1}));
  const std::vector<std::string> expected{"epoch_loss 0 1.000000", "epoch_learning_rate 0 1.000000",
                                          "epoch_loss 1 1.000000", "epoch_learning_rate 1 0.500000"};
  EXPECT_EQ(scalars_of("logs/train/events.out.tfevents.0.nntrain.v2"), expected);
  EXPECT_EQ(*run.seen[1].find("learning_rate"), 1);
}

// When weights and averages change places. That it comes to what Keras computes is in trajectories/.
TEST(SwapEMAWeights, SwapsForValidationAndEpochsEnd) {
  FakeRun run;
  run.weight = 1;
  run.average = 2;
  JobFacts facts;
  facts.has_averages = true;
  const auto start = [&](bool on_epoch) {
    return component_of<CallbackFamily>({{"type", "SwapEMAWeights"}, {"swap_on_epoch", on_epoch}})
        .call(&CallbackKind::start, facts);
  };
  Logs logs;
  const auto swapper = start(false);
  swapper->epoch_begin(0, run);
  EXPECT_EQ(run.weight, 1);
  swapper->validation_begin(run);
  EXPECT_EQ(run.weight, 2);
  swapper->validation_end(logs, run);
  EXPECT_EQ(run.weight, 1);
  swapper->epoch_end(1, logs, run);
  EXPECT_EQ(run.weight, 1);

  const auto by_epoch = start(true);
  by_epoch->epoch_end(0, logs, run);
  EXPECT_EQ(run.weight, 2);
  EXPECT_EQ(run.average, 1);
  by_epoch->epoch_begin(1, run);
  EXPECT_EQ(run.weight, 1);
  by_epoch->epoch_end(1, logs, run);
  EXPECT_EQ(run.weight, 2);
  EXPECT_EQ(run.average, 1);
  by_epoch->last_epoch_end(run);
  EXPECT_EQ(run.average, 2);
}

TEST(SwapEMAWeights, NeedsAverages) {
  const Callback swap = component_of<CallbackFamily>("SwapEMAWeights");
  for (const bool has : {true, false}) {
    JobFacts facts;
    facts.has_averages = has;
    Diagnostics diagnostics;
    swap.call(&CallbackKind::check_job, facts, diagnostics, "/callbacks/0");
    try {
      diagnostics.throw_if_any();
      EXPECT_TRUE(has);
    } catch (const Error& error) {
      EXPECT_FALSE(has);
      EXPECT_NE(error.message.find("SwapEMAWeights needs an optimizer that averages the weights"), std::string::npos);
    }
  }
}

TEST(CallbackRegistry, ValuesOutOfRangeAreNotTaken) {
  const auto with = [](Json spec, const char* key, const Json& value) {
    spec[key] = value;
    return spec;
  };
  const Json plateau{{"type", "ReduceLROnPlateau"}}, scheduler{{"type", "LearningRateScheduler"}, {"schedule", {0.1}}},
      checkpoint{{"type", "ModelCheckpoint"}, {"filepath", "x.json"}},
      csv{{"type", "CSVLogger"}, {"filename", "x.csv"}};
  for (const Json& right : {plateau, scheduler, checkpoint, csv, with(checkpoint, "save_freq", 1),
                            with(csv, "separator", "·"), with(scheduler, "schedule", {{"0", 0.1}, {"7", 0.2}})})
    EXPECT_NO_THROW(component_of<CallbackFamily>(right)) << right.dump();
  for (const Json& wrong : {with(plateau, "factor", 1.0),
                            with(plateau, "factor", -0.1),
                            with(plateau, "patience", -1),
                            with(plateau, "cooldown", -1),
                            with(plateau, "min_lr", -1e-3),
                            with(plateau, "mode", "up"),
                            with(scheduler, "schedule", Json::array()),
                            with(scheduler, "schedule", {0.1, -0.1}),
                            with(scheduler, "schedule", {{"x", 0.1}}),
                            with(scheduler, "schedule", {{"-1", 0.1}}),
                            with(scheduler, "schedule", {{"3", 0.1}, {"2", 0.1}}),
                            with(scheduler, "schedule", {{"3", -0.1}}),
                            with(scheduler, "schedule", 0.1),
                            with(scheduler, "schedule", {{"type", "NoSuchDecay"}}),
                            with(checkpoint, "filepath", ""),
                            with(checkpoint, "filepath", "x.keras"),
                            with(checkpoint, "filepath", "{epoch"),
                            with(checkpoint, "filepath", "epoch}"),
                            with(checkpoint, "filepath", "{}"),
                            with(checkpoint, "filepath", "{epoch:zd}"),
                            with(checkpoint, "save_freq", 0),
                            with(checkpoint, "save_freq", "batch"),
                            with(checkpoint, "save_freq", 1.5),
                            with(csv, "separator", ""),
                            with(csv, "separator", ", "),
                            with(csv, "separator", "\n"),
                            with(csv, "filename", "")})
    EXPECT_THROW(component_of<CallbackFamily>(wrong), Error) << wrong.dump();
}

// Keras' schedule is a function, which JSON has not: it has no default to compare.
TEST(CallbackRegistry, ParametersAreKeras) { expect_keras_defaults<CallbackFamily>("callbacks", {}); }

TEST(CallbackRegistry, EveryCallbackIsRecorded) {
  std::set<std::string> recorded{"TensorBoard", "SwapEMAWeights", "BackupAndRestore"};  // by tensor_board_test.cpp, in trajectories/; nothing to record
  for (const Json& each : golden_cases("callbacks.json"))
    for (const Json& callback : each["callbacks"]) recorded.insert(callback["type"]);
  for (const CallbackKind& kind : CallbackFamily::kinds())
    EXPECT_TRUE(recorded.contains(std::string(kind.type))) << kind.type;
}

}  // namespace

}  // namespace nntrain::test
