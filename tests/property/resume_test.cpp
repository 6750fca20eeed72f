// A run that goes on from a checkpoint, any of them, ends as the run that was never stopped: to the byte, whatever the number of
// threads. Of the recorded trajectories, which have every optimizer, averages, gathered gradients, shuffles and callbacks there are.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "config/config.h"
#include "formats/checkpoint_file.h"
#include "formats/model_file.h"
#include "support/golden.h"
#include "support/temporary_folder.h"
#include "train/fit.h"

namespace nntrain::test {
namespace {

namespace fs = std::filesystem;

std::string trajectories() { return std::string(NNTRAIN_SOURCE_DIR) + "/tests/golden/trajectories/"; }

struct Result {
  std::string model;
  std::map<std::string, std::string> checkpoints;  // the bytes of each, by its path
};

// memory: what the data may take of it, and what training may take beside.
Result run(const Json& config, const std::string& csv, int threads, std::optional<Checkpoint> from = std::nullopt, MemoryBudgetPtr memory = nullptr) {
  Diagnostics diagnostics;
  const Spec spec = read_config<Spec>(config, diagnostics);
  diagnostics.throw_if_any();
  ReadOptions reading = reading_of(spec.data.spec());
  reading.memory = std::move(memory);
  Result result;
  FitOptions options;
  options.threads = threads;
  options.log.style = LogStyle::quiet;
  options.log.write = [](std::string_view) {};
  options.resume = std::move(from);
  options.checkpoint = spec.checkpoint;
  options.job_text = job_text;
  options.write_checkpoint = [&](const std::string& path, const Checkpoint& checkpoint) {
    write_checkpoint(path, checkpoint);
    result.checkpoints[path] = read_file(path);
  };
  Table table = csv.empty() ? read_table(spec.data.spec(), {}, "") : read_table(spec.data.spec(), reading, csv);
  result.model = model_text(fit(spec, diagnostics, std::move(table), std::nullopt, options));
  return result;
}

void expect_the_same_from_any_checkpoint(const Json& config, const std::string& csv, const MemoryBudgetPtr& memory = nullptr) {
  const TemporaryFolder folder;
  const Result whole = run(config, csv, 1, std::nullopt, memory);
  ASSERT_GT(whole.checkpoints.size(), 3u);
  std::size_t number = 0;
  const std::size_t stride = 1 + whole.checkpoints.size() / 12;
  for (const auto& [path, bytes] : whole.checkpoints) {
    if (number++ % stride != 0) continue;
    const Result rest = run(config, csv, 1 + static_cast<int>(number % 3), parse_checkpoint(bytes), memory);
    EXPECT_EQ(rest.model == whole.model, true) << path;
    for (const auto& [later, written] : rest.checkpoints) EXPECT_EQ(written == whole.checkpoints.at(later), true) << later << " from " << path;
  }
}

class Resume : public testing::TestWithParam<std::string> {};

TEST_P(Resume, GivesTheSameBytes) {
  const Json recording = golden("trajectories/" + GetParam() + ".json");
  Json config = recording["config"];
  config["checkpoint"] = {{"every_steps", 1}, {"keep", 1}};
  expect_the_same_from_any_checkpoint(config, trajectories() + recording["data"].get<std::string>());
}

std::vector<std::string> names() {
  std::vector<std::string> list;
  for (const auto& entry : fs::directory_iterator(trajectories()))
    if (entry.path().extension() == ".json") list.push_back(entry.path().stem().string());
  std::ranges::sort(list);
  return list;
}

INSTANTIATE_TEST_SUITE_P(All, Resume, testing::ValuesIn(names()), [](const auto& name) { return name.param; });

Json job(const char* changes) {
  Json config = Json::parse(R"({
    "layers": [{"type": "Dense", "units": 8, "activation": "relu"}, {"type": "Dropout", "rate": 0.3}, {"type": "Dense", "units": 1}],
    "optimizer": "adam", "loss": "mse", "epochs": 3, "validation_split": 0.2, "data": {"synthetic": {"kind": "sine", "rows": 150}},
    "checkpoint": {"every_steps": 1, "keep": 1}})");
  config.merge_patch(Json::parse(changes));
  return config;
}

TEST(ResumeOf, StepsThatCrossEpochs) { expect_the_same_from_any_checkpoint(job(R"({"steps_per_epoch": 3, "batch_size": 11, "epochs": 7})"), ""); }
TEST(ResumeOf, RowsThatRunOut) { expect_the_same_from_any_checkpoint(job(R"({"steps_per_epoch": 7, "batch_size": 32, "epochs": 5})"), ""); }
TEST(ResumeOf, ShufflesWithinBatches) { expect_the_same_from_any_checkpoint(job(R"({"shuffle": "batch"})"), ""); }
TEST(ResumeOf, LaterEpochs) { expect_the_same_from_any_checkpoint(job(R"({"initial_epoch": 2, "epochs": 4, "validation_freq": 2})"), ""); }
TEST(ResumeOf, BestWeights) {
  expect_the_same_from_any_checkpoint(job(R"({"epochs": 30, "optimizer": {"type": "SGD", "learning_rate": 0.3},
    "callbacks": [{"type": "ReduceLROnPlateau", "patience": 1}, {"type": "EarlyStopping", "patience": 3, "restore_best_weights": true}]})"), "");
}

// Steps that are skipped, and epochs that begin again: those before the checkpoint count, and those behind it are the same.
constexpr const char* with_a_wild_row = R"({"epochs": 4, "batch_size": 10, "validation_split": 0, "data": {"synthetic": null},
    "layers": [{"type": "Dense", "units": 6, "activation": "relu"}, {"type": "Dropout", "rate": 0.2}, {"type": "Dense", "units": 1}]})";

std::string wild_row_csv() {
  std::string csv = "x,y\n";
  for (int i = 0; i < 60; ++i) csv += (i == 37 ? std::string("1e25") : std::to_string(i % 7)) + "," + std::to_string(i % 5) + "\n";
  write_file_atomically("wild.csv", csv);
  return fs::absolute("wild.csv").string();
}

TEST(ResumeOf, SkippedSteps) {
  const TemporaryFolder folder;
  for (const char* optimizer : {R"("adam")", R"({"type": "SGD", "gradient_accumulation_steps": 2, "learning_rate": 0.01, "use_ema": true})"}) {
    Json config = job(with_a_wild_row);
    config["on_nan"] = "skip";
    config["optimizer"] = Json::parse(optimizer);
    const std::string csv = wild_row_csv();
    expect_the_same_from_any_checkpoint(config, csv);
    EXPECT_NE(run(config, csv, 1).model.find(R"("skipped_steps": [1.0, 1.0, 1.0, 1.0])"), std::string::npos);
  }
}

TEST(ResumeOf, EpochsThatBeginAgain) {
  const TemporaryFolder folder;
  std::string csv = "x,y\n";
  for (int i = 0; i < 60; ++i) csv += std::to_string(i % 7) + "," + std::to_string(i % 5) + "\n";
  write_file_atomically("plain.csv", csv);
  Json config = job(with_a_wild_row);
  config["on_nan"] = "rollback";
  config["epochs"] = 12;
  config["optimizer"] = Json::parse(R"({"type": "SGD", "learning_rate": 6})");
  expect_the_same_from_any_checkpoint(config, fs::absolute("plain.csv").string());
  const std::string model = run(config, fs::absolute("plain.csv").string(), 1).model;
  EXPECT_NE(model.find(R"("rollbacks": [)"), std::string::npos);
  EXPECT_EQ(model.find(R"("rollbacks": [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])"), std::string::npos);
}

// The loss has grown long before it is infinite: the run begins again with the first epoch, callbacks and their files too.
TEST(ResumeOf, EpochsThatBeginAgainLongBefore) {
  const TemporaryFolder folder;
  const Json config = job(R"({"epochs": 4, "batch_size": 10, "validation_split": 0, "data": {"synthetic": {"kind": "linear", "rows": 100}}, "on_nan": "rollback",
    "layers": [{"type": "Dense", "units": 8, "activation": "relu"}, {"type": "Dense", "units": 1}], "optimizer": {"type": "SGD", "learning_rate": 3},
    "callbacks": [{"type": "CSVLogger", "filename": "log.csv"}, {"type": "EarlyStopping", "monitor": "loss", "patience": 9, "restore_best_weights": true}]})");
  expect_the_same_from_any_checkpoint(config, "");
  EXPECT_EQ(Json::parse(run(config, "", 1).model)["history"]["rollbacks"], Json::parse("[1, 0, 0, 0]"));
  const std::string log = read_file("log.csv");
  EXPECT_EQ(std::ranges::count(log, '\n'), 5);
}

// Rows that are read ahead by windows: a checkpoint lies within one.
TEST(ResumeOf, RowsInFiles) {
  const TemporaryFolder folder;
  std::string csv = "a,b,c,d,e,f,y\n";
  for (int i = 0; i < 40'000; ++i) {
    for (const int period : {17, 23, 5, 7, 11, 13}) csv += std::to_string(i % period) + ",";
    csv += std::to_string(i % 3) + "\n";
  }
  write_file_atomically("d.csv", csv);
  Json config = job(R"({"epochs": 2, "batch_size": 1000, "validation_split": 0})");
  config["data"] = Json::object();
  constexpr std::uint64_t data_bytes = 4096, beside_bytes = 2500 << 10;
  expect_the_same_from_any_checkpoint(config, fs::absolute("d.csv").string(), std::make_shared<MemoryBudget>(data_bytes, beside_bytes));
}

// "epochs" may be more: as if they had been from the beginning.
TEST(ResumeOf, MoreEpochs) {
  const TemporaryFolder folder;
  for (const char* changes : {R"({})", R"({"optimizer": {"type": "Adam", "use_ema": true}, "callbacks": [{"type": "SwapEMAWeights", "swap_on_epoch": true}]})"}) {
    Json config = job(changes);
    const Result first = run(config, "", 1);
    config["epochs"] = 5;
    const Result whole = run(config, "", 1);
    EXPECT_EQ(run(config, "", 2, parse_checkpoint(first.checkpoints.rbegin()->second)).model == whole.model, true) << changes;
  }
}

}  // namespace
}  // namespace nntrain::test
