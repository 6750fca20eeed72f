// A run that is killed at any moment and resumed ends as one that was never stopped: model, log file, event files and checkpoints are
// the same to the byte. NNTRAIN_CRASHES says how many moments are tried (scripts/crash).
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "base/file.h"
#include "crash/process.h"
#include "support/temporary_folder.h"

namespace nntrain::test {
namespace {

namespace fs = std::filesystem;

const char* const job = R"({
  "layers": [{"type": "Dense", "units": 12, "activation": "relu"}, {"type": "Dropout", "rate": 0.2}, {"type": "Dense", "units": 1}],
  "optimizer": {"type": "Adam", "learning_rate": 0.01, "use_ema": true, "gradient_accumulation_steps": 2},
  "loss": "mse", "metrics": ["mae"], "epochs": 15, "batch_size": 16, "validation_split": 0.2,
  "callbacks": [
    {"type": "ReduceLROnPlateau", "patience": 2}, {"type": "CSVLogger", "filename": "log.csv"}, {"type": "TensorBoard", "update_freq": 4},
    {"type": "ModelCheckpoint", "filepath": "best.json", "save_best_only": true},
    {"type": "EarlyStopping", "patience": 5, "restore_best_weights": true}],
  "checkpoint": {"every_steps": 3, "every_epochs": 1},
  "data": {"synthetic": {"kind": "sine", "rows": 300}}
})";

const std::vector<std::string> begin{"fit", "job.json", "--log", "quiet"}, resume{"fit", "job.json", "--log", "quiet", "--resume"};

// All files of the current folder by name; those of a run that was killed while it wrote beside them are not counted.
std::map<std::string, std::string> files() {
  std::map<std::string, std::string> list;
  for (const auto& entry : fs::recursive_directory_iterator("."))
    if (entry.is_regular_file() && entry.path().string().find(".tmp.") == std::string::npos) list[entry.path().string()] = read_file(entry.path().string());
  return list;
}

void start_afresh() {
  for (const auto& entry : fs::directory_iterator(".")) fs::remove_all(entry.path());
  std::ofstream("job.json") << job;
}

void expect_files(const std::map<std::string, std::string>& expected, const std::string& when) {
  const auto found = files();
  for (const auto& [name, bytes] : expected) EXPECT_TRUE(found.contains(name) && found.at(name) == bytes) << name << ", " << when;
  EXPECT_EQ(found.size(), expected.size()) << when;
}

struct Whole {
  std::map<std::string, std::string> files;
  std::chrono::microseconds time{};
};

Whole whole_run() {
  start_afresh();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(nntrain_process(begin).code, 0);
  Whole whole{files(), std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start)};
  EXPECT_GT(whole.files.size(), 6u);
  return whole;
}

TEST(Crash, AtAnyMoment) {
  const TemporaryFolder folder;
  const Whole whole = whole_run();
  std::mt19937 random(static_cast<unsigned>(number_of("NNTRAIN_CRASH_SEED", 1)));
  const long crashes = number_of("NNTRAIN_CRASHES", 50);
  for (long killed = 0, round = 0; killed < crashes; ++round) {
    start_afresh();
    for (bool ended = false; !ended;) {  // killed again and again, until it comes to its end
      const auto after = std::chrono::microseconds(random() % static_cast<unsigned long>(whole.time.count()));
      const Outcome outcome = nntrain_process(resume, std::nullopt, killed < crashes ? std::optional(after) : std::nullopt);
      ended = !outcome.killed;
      if (outcome.killed) ++killed;
      else EXPECT_EQ(outcome.code, 0) << outcome.errors;
    }
    expect_files(whole.files, "round " + std::to_string(round));
  }
}

// The calls that a checkpoint is made of, and all others of their kind: the process ends at one of them.
TEST(Crash, AtAnyCall) {
  const TemporaryFolder folder;
  const Whole whole = whole_run();
  const std::string calls = "open,write,close,fsync,rename,unlink,mkdir,ftruncate";
  start_afresh();
  const long total = nntrain_process(begin, Fault{calls, 0, "kill"}).calls;
  ASSERT_GT(total, 200);
  const long stride = number_of("NNTRAIN_CRASHES", 50) >= total ? 1 : total / number_of("NNTRAIN_CRASHES", 50) + 1;
  for (long at = 1; at <= total; at += stride) {
    start_afresh();
    EXPECT_TRUE(nntrain_process(begin, Fault{calls, at, "kill"}).killed) << at;
    const Outcome outcome = nntrain_process(resume);
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    expect_files(whole.files, "killed at call " + std::to_string(at));
  }
}

}  // namespace
}  // namespace nntrain::test
