// A call of the system that fails, each in turn: the process ends in good order. It is not killed, says what is wrong in one message with
// the right exit code, and every file is the old one or the whole new one. NNTRAIN_FAULTS_TRIED says how many calls of a kind are tried
// (scripts/crash: all).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "crash/process.h"
#include "support/temporary_folder.h"

namespace nntrain::test {
namespace {

namespace fs = std::filesystem;

struct Kind {
  const char* calls;
  const char* how;
  std::vector<int> codes;  // it may end with, besides 0
};
void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.calls << " " << kind.how; }

const std::vector<int> io{6}, none{}, memory{1, 6};

const Kind kinds[] = {
    {"open", "EACCES", io},    {"open", "EMFILE", io},   {"open", "EINTR", none},   {"read", "EIO", io},          {"read", "EINTR", none},
    {"read", "short", none},   {"write", "ENOSPC", io},  {"write", "EDQUOT", io},   {"write", "EIO", io},         {"write", "EINTR", none},
    {"write", "short", none},  {"close", "EIO", io},     {"close", "EDQUOT", io},   {"fsync", "EIO", io},         {"rename", "EROFS", io},
    {"unlink", "EACCES", io},  {"mkdir", "EACCES", io},  {"ftruncate", "EIO", io},  {"fallocate", "ENOSPC", io},  {"stat", "EIO", io},
    {"mmap", "ENOMEM", memory}, {"malloc", "ENOMEM", memory},
};

const char* const job = R"({
  "layers": [{"type": "Normalization"}, {"type": "Dense", "units": 4, "activation": "relu"}, {"type": "Dense", "units": 2, "activation": "softmax"}],
  "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "epochs": 3, "batch_size": 16, "validation_split": 0.2,
  "callbacks": [{"type": "CSVLogger", "filename": "log.csv"}, {"type": "TensorBoard"}, {"type": "ModelCheckpoint", "filepath": "best.json"}],
  "checkpoint": {"every_epochs": 1}
})";

std::string csv() {
  std::string text = "a,b,city,y\n";
  for (int i = 0; i < 80; ++i)
    text += std::to_string(i % 7) + "," + std::to_string(i % 11) + (i % 3 == 0 ? ",Rome," : i % 3 == 1 ? ",Oslo," : ",Bern,") + (i % 2 == 0 ? "yes\n" : "no\n");
  return text;
}

class Faults : public testing::TestWithParam<Kind> {
 protected:
  Faults() {
    std::ofstream("job.json") << job;
    std::ofstream("d.csv") << csv();
  }

  // Runs the command once for each call of the kind that it makes, or for some of them, and lets it fail there.
  template <class Prepare, class Check>
  void each_call(const std::vector<std::string>& words, Prepare prepare, Check check) {
    const Kind& kind = GetParam();
    prepare();
    const long total = nntrain_process(words, Fault{kind.calls, 0, kind.how}).calls, tried = number_of("NNTRAIN_FAULTS_TRIED", 12);
    const long stride = total > tried ? total / tried + 1 : 1;
    for (long at = 1; at <= total; at += stride) {
      prepare();
      const Outcome outcome = nntrain_process(words, Fault{kind.calls, at, kind.how});
      SCOPED_TRACE("call " + std::to_string(at) + " of " + std::to_string(total) + ": exit code " + std::to_string(outcome.code) + "\n" + outcome.errors);
      EXPECT_FALSE(outcome.killed);
      EXPECT_TRUE(outcome.code == 0 || std::ranges::count(kind.codes, outcome.code) == 1);
      const std::size_t error = outcome.errors.find("error: ");
      EXPECT_EQ(error != std::string::npos, outcome.code != 0);
      EXPECT_EQ(error == std::string::npos ? error : outcome.errors.find("error: ", error + 1), std::string::npos);
      if (kind.calls != std::string("unlink")) {
        EXPECT_EQ(left_over(), "");
      }
      check(outcome);
    }
  }

  static std::string left_over() {
    for (const auto& entry : fs::recursive_directory_iterator("."))
      if (entry.path().string().find(".tmp.") != std::string::npos) return entry.path().string();
    return {};
  }

  const TemporaryFolder folder_;
};

TEST_P(Faults, OfFit) {
  const std::vector<std::string> fit{"fit", "job.json", "d.csv"};
  const auto prepare = [] {
    for (const char* path : {"model.json", "log.csv", "logs", "best.json", "checkpoints"}) fs::remove_all(path);
  };
  prepare();
  ASSERT_EQ(nntrain_process(fit).code, 0);
  const std::string model = read_file("model.json");
  const auto old = [&] {
    prepare();
    std::ofstream("model.json") << "old";
  };
  each_call(fit, old, [&](const Outcome& outcome) {
    const std::string found = read_file("model.json");
    EXPECT_TRUE(found == model || (found == "old" && outcome.code != 0));
    if (fs::exists("best.json")) {
      EXPECT_EQ(nntrain_process({"weights", "best.json", "--stats"}).code, 0);  // a whole model
    }
    const Outcome resumed = nntrain_process({"fit", "job.json", "d.csv", "--resume"});                  // and whole checkpoints
    EXPECT_EQ(resumed.errors.find("passed over"), std::string::npos);
  });
}

TEST_P(Faults, OfPredict) {
  ASSERT_EQ(nntrain_process({"fit", "job.json", "d.csv", "--log", "quiet"}).code, 0);
  const std::vector<std::string> predict{"predict", "model.json", "d.csv", "--keep", "all", "-o", "answers.csv"};
  ASSERT_EQ(nntrain_process(predict).code, 0);
  const std::string answers = read_file("answers.csv");
  each_call(predict, [] { std::ofstream("answers.csv") << "old"; }, [&](const Outcome& outcome) {
    const std::string found = read_file("answers.csv");
    EXPECT_TRUE(found == answers || (found == "old" && outcome.code != 0));
  });
}

// Data beyond the limit of memory lie in files, which have faults of their own.
TEST_P(Faults, OfFilesOfData) {
  std::string text = "a,b,y\n";
  for (int i = 0; i < 40'000; ++i) text += std::to_string(i) + ".5," + std::to_string(i % 97) + "," + std::to_string(i % 2) + "\n";
  std::ofstream("large.csv") << text;
  const std::vector<std::string> fit{"fit", "job.json", "large.csv", "--log", "quiet", "--memory-limit", "17MiB", "--set", "epochs=1", "--set", "batch_size=1000", "--set", "callbacks=[]", "--set", "checkpoint=null"};
  ASSERT_EQ(nntrain_process(fit).code, 0);
  const std::string model = read_file("model.json");
  each_call(fit, [] { std::ofstream("model.json") << "old"; }, [&](const Outcome& outcome) {
    const std::string found = read_file("model.json");
    EXPECT_TRUE(found == model || (found == "old" && outcome.code != 0));
  });
}

INSTANTIATE_TEST_SUITE_P(All, Faults, testing::ValuesIn(kinds), [](const auto& kind) { return std::string(kind.param.calls) + kind.param.how; });

}  // namespace
}  // namespace nntrain::test
