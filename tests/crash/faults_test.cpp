// A call of the system that fails, each in turn: the process ends in good order. It is not killed, says what is wrong in one message with
// the right exit code, and every file is the old one or the whole new one. NNTRAIN_FAULTS_TRIED says how many calls of a kind are tried
// (scripts/crash: all), and has it told how they ended.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>

#include "base/file.h"
#include "crash/process.h"
#include "support/temporary_folder.h"

namespace nntrain::test {
namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

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
// Of numbers only, as it can be without the columns: for files of nothing but weights.
const char* const network = R"({
  "layers": [{"type": "Dense", "units": 4, "activation": "relu", "input_shape": [2]}, {"type": "BatchNormalization"}, {"type": "Dense", "units": 1}],
  "loss": "mse", "data": {"synthetic": {"rows": 20}}
})";

std::string csv() {
  std::string text = "a,b,city,y\n";
  for (int i = 0; i < 80; ++i)
    text += std::to_string(i % 7) + "," + std::to_string(i % 11) + (i % 3 == 0 ? ",Rome," : i % 3 == 1 ? ",Oslo," : ",Bern,") + (i % 2 == 0 ? "yes\n" : "no\n");
  return text;
}

using Files = std::map<std::string, std::string>;

// All files of the current folder by name, but for what tests put there.
Files files() {
  Files list;
  for (const auto& entry : fs::recursive_directory_iterator("."))
    if (const std::string path = entry.path().string(); entry.is_regular_file() && path != "./out" && path != "./errors") list[path] = read_file(path);
  return list;
}

// What may stand in the files that a command writes: whatever stood there before one of its renames when it ran undisturbed, and in the end.
class States {
 public:
  States(const Words& words, const std::function<void()>& prepare) {
    prepare();
    each_fault(words, "rename", "kill", 1, [&](long, const Outcome&) { add(files()); });
    last_ = files();
    add(last_);
  }

  const std::string& last(const std::string& name) const { return last_.at(name); }

  // What is wrong with the files that the process has left in the current folder, or nothing.
  std::string fault(const Outcome& outcome) const {
    const bool has_failed = outcome.code != 0, lacks_checkpoint = outcome.errors.find("goes on without this checkpoint") != std::string::npos;
    for (const auto& [name, bytes] : files()) {
      const auto known = states_.find(name);
      if (known == states_.end()) return name + " is there";
      const std::string& whole = last_.contains(name) ? last_.at(name) : bytes;
      const bool grows = name.ends_with(".csv") || name.ends_with(".v2");  // by whole lines and events
      if (!known->second.contains(bytes) && !(grows && has_failed && whole.starts_with(bytes))) return name + " is neither the old file nor a whole new one";
    }
    if (!has_failed)
      for (const auto& [name, bytes] : last_)
        if (!(lacks_checkpoint && name.ends_with(".checkpoint")) && (!fs::exists(name) || read_file(name) != bytes)) return name + " is not as it should be in the end";
    return {};
  }

 private:
  void add(const Files& list) {
    for (const auto& [name, bytes] : list)
      if (name.find(".tmp.") == std::string::npos) states_[name].insert(bytes);
  }

  std::map<std::string, std::set<std::string>> states_;
  Files last_;
};

class Faults : public testing::TestWithParam<Kind> {
 protected:
  Faults() {
    fs::create_directory("run");
    fs::current_path("run");
    std::ofstream("job.json") << job;
    std::ofstream("network.json") << network;
    std::ofstream("d.csv") << csv();
  }

  // How the process that a call has failed in must end.
  static void expect_order(const Outcome& outcome, const std::vector<int>& codes) {
    EXPECT_FALSE(outcome.killed);
    EXPECT_TRUE(outcome.code == 0 || std::ranges::find(codes, outcome.code) != codes.end());
    const std::size_t error = outcome.errors.find("error: ");
    EXPECT_EQ(error != std::string::npos, outcome.code != 0);
    EXPECT_EQ(error == std::string::npos ? error : outcome.errors.find("error: ", error + 1), std::string::npos);
  }

  static void remove_unfinished() {
    std::vector<fs::path> list;
    for (const auto& entry : fs::recursive_directory_iterator("."))
      if (entry.path().string().find(".tmp.") != std::string::npos) list.push_back(entry.path());
    for (const fs::path& path : list) fs::remove(path);
  }

  // Of a full run: what came of it.
  using Count = std::map<int, long>;
  static void tell(const Words& words, long total, const Count& ends, const std::string& whose = "") {
    if (!std::getenv("NNTRAIN_FAULTS_TRIED") || ends.empty()) return;
    long tried = 0;
    std::string line;
    for (const auto& [code, count] : ends) {
      tried += count;
      line += "; exit code " + std::to_string(code) + ": " + std::to_string(count);
    }
    line = std::string(GetParam().calls) + " " + GetParam().how + ", " + words[0] + " " + (words[0] == "export" ? words.back() : words[1]) + whose + ": " + std::to_string(tried) + " of " + std::to_string(total) + " failed" + line + "\n";
    std::fputs(line.c_str(), stdout);
    std::fflush(stdout);
  }

  // Each call of the kind that the command makes, or some of them, fails once: in a copy of the process and of the folder, or, where that
  // cannot be, in a process of its own. more(): what else is expected then. codes: it may end with, besides those of the kind.
  void each_call(const Words& words, const std::function<void()>& prepare, const std::vector<int>& codes = {}, const std::function<void(long)>& more = {}) {
    const Kind& kind = GetParam();
    const States states(words, prepare);
    prepare();
    const Outcome whole = nntrain_process(words, Fault{kind.calls, 0, kind.how});
    const long every = stride(whole.calls, 12);
    long tried = 0, next = every;
    Count ends;
    const auto check = [&](long at, const Outcome& outcome) {
      const auto trace = trace_of(words, at, whole.calls, outcome);
      expect_order(outcome, codes_with(codes));
      if (kind.calls == std::string("unlink")) remove_unfinished();  // which it could not
      EXPECT_EQ(states.fault(outcome), "");
      const bool tells_times = words[0] == "fit";
      EXPECT_TRUE(outcome.out == whole.out || tells_times || outcome.code != 0);
      if (more) more(tried);
      ++tried;
      ++ends[outcome.code];
    };
    std::vector<long> others;  // than those in copies
    prepare();
    const Outcome undisturbed = each_fault(words, kind.calls, kind.how, every, [&](long at, const Outcome& outcome) {
      for (; next < at; next += every) others.push_back(next);
      next = at + every;
      check(at, outcome);
    });
    EXPECT_EQ(undisturbed.code, 0);
    for (; next <= whole.calls; next += every) others.push_back(next);
    for (const long at : others) {
      prepare();
      check(at, nntrain_process(words, Fault{kind.calls, at, kind.how}));
    }
    tell(words, whole.calls, ends);
  }

  // The same of the processes that it forks. What a call that fails comes to there is tried in copies; how the command ends then, once for
  // all calls that come to the same.
  void each_call_of_children(const Words& words, const std::function<void()>& prepare, const std::vector<int>& codes) {
    const Kind& kind = GetParam();
    const States states(words, prepare);
    prepare();
    const Outcome whole = nntrain_process(words, Fault{kind.calls, 0, kind.how, true});
    std::map<std::string, std::pair<long, long>> known;  // by end: the first call that comes to it, and how many do
    prepare();
    EXPECT_EQ(each_fault_in_children(words, kind.calls, kind.how, stride(whole.calls, 12), [&](long at, const std::string& end) {
      ++known.try_emplace(end, at, 0).first->second.second;
    }).code, 0);
    Count ends;
    for (const auto& [end, calls] : known) {
      prepare();
      const Outcome outcome = nntrain_process(words, Fault{kind.calls, calls.first, kind.how, true});
      const auto trace = trace_of(words, calls.first, whole.calls, outcome);
      expect_order(outcome, codes_with(codes));
      EXPECT_EQ(states.fault(outcome), "");
      EXPECT_TRUE(outcome.out == whole.out || outcome.code != 0);
      ends[outcome.code] += calls.second;
    }
    tell(words, whole.calls, ends, "'s children");
  }

  static long stride(long total, long light) {
    const long most = number_of("NNTRAIN_FAULTS_TRIED", light);
    return total > most ? total / most + 1 : 1;
  }

  static std::vector<int> codes_with(const std::vector<int>& more) {
    std::vector<int> all = GetParam().codes;
    if (!all.empty()) all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  static std::unique_ptr<testing::ScopedTrace> trace_of(const Words& words, long at, long total, const Outcome& outcome) {
    return std::make_unique<testing::ScopedTrace>(__FILE__, __LINE__, words[0] + " " + words[1] + ", call " + std::to_string(at) + " of " + std::to_string(total) + ": exit code " + std::to_string(outcome.code) + "\n" + outcome.errors);
  }

  static void train() { ASSERT_EQ(nntrain_process({"fit", "network.json", "--log", "quiet"}).code, 0); }

  const TemporaryFolder folder_;
};

TEST_P(Faults, OfFit) {
  const Words fit{"fit", "job.json", "d.csv", "--threads", "1"};
  const auto prepare = [] {
    for (const char* path : {"log.csv", "logs", "best.json", "checkpoints"}) fs::remove_all(path);
    std::ofstream("model.json") << "old";
  };
  each_call(fit, prepare, {}, [&](long tried) {
    if (GetParam().calls == std::string("malloc") && tried % 100 != 0) return;
    Words resume = fit;
    resume.push_back("--resume");
    const Outcome resumed = nntrain_process(resume);
    EXPECT_EQ(resumed.errors.find("passed over"), std::string::npos);  // every checkpoint is whole
  });
}

TEST_P(Faults, OfPredict) {
  ASSERT_EQ(nntrain_process({"fit", "job.json", "d.csv", "--log", "quiet"}).code, 0);
  each_call({"predict", "model.json", "d.csv", "--keep", "all", "--threads", "1", "-o", "answers.csv"}, [] { std::ofstream("answers.csv") << "old"; });
}

TEST_P(Faults, OfFitFromAnInitialModel) {
  ASSERT_EQ(nntrain_process({"fit", "network.json", "--include-optimizer", "-o", "first.json", "--log", "quiet"}).code, 0);
  each_call({"fit", "network.json", "--initial-model", "first.json", "--log", "quiet", "--threads", "1"}, [] { std::ofstream("model.json") << "old"; });
}

struct Export {
  std::string path;
  Words files;                   // that it writes
  bool has_children = false;     // in which files are made
  bool is_read = true;           // by import, too
  bool needs_config = true;      // then
  bool has_columns = false;      // with --with-preprocessing
};

const Export exports[] = {
    {"m.safetensors", {"m.safetensors"}},
    {"m.onnx", {"m.onnx"}, false, true, false, true},
    {"m.npz", {"m.npz"}, true},
    {"m.pt", {"m.pt"}, true},
    {"m.keras", {"m.keras"}, true, true, false, true},
    {"m.h5", {"m.h5"}, true, true, false},
    {"m.weights.h5", {"m.weights.h5"}, true},
    {"m.tflite", {"m.tflite"}, false, false, false, true},
    {"saved/", {"saved/saved_model.pb"}, false, false, false, true},
    {"m.c", {"m.c", "m.h"}, false, false},
    {"m-symbol.json", {"m-symbol.json", "m-0000.params"}, false, false},
    {"m.prototxt", {"m.prototxt", "m.caffemodel"}, false, false},
    {"m.caffemodel.h5", {"m.caffemodel.h5", "m.prototxt"}, true, false},
};

// Where it is written, what stood there before.
void put_old(const Export& format) {
  if (format.path == "saved/") fs::remove_all("saved");  // which is made
  else for (const std::string& file : format.files) std::ofstream(file) << "old";
}

TEST_P(Faults, OfExport) {
  train();
  for (const Export& format : exports) {
    const auto old = [&] { put_old(format); };
    const Words words{"export", "model.json", "-o", format.path};
    each_call(words, old, {1});
    if (format.has_children) each_call_of_children(words, old, {1});
    for (const std::string& file : format.files) fs::remove(file);
  }
}

TEST_P(Faults, OfExportWithPreprocessing) {
  ASSERT_EQ(nntrain_process({"fit", "job.json", "d.csv", "--log", "quiet"}).code, 0);
  for (const Export& format : exports) {
    if (!format.has_columns) continue;
    const auto old = [&] { put_old(format); };
    const Words words{"export", "model.json", "--with-preprocessing", "-o", format.path};
    each_call(words, old, {1});
    if (format.has_children) each_call_of_children(words, old, {1});
    for (const std::string& file : format.files) fs::remove(file);
  }
}

TEST_P(Faults, OfImport) {
  train();
  for (const Export& format : exports) {
    ASSERT_EQ(nntrain_process({"export", "model.json", "-o", format.path}).code, 0);
    const std::string file = format.files[0];
    if (file != "m.c") each_call({"inspect", file}, [] {}, {1, 5});  // source is for compilers
    if (!format.is_read) continue;
    Words words{"import", file, "-o", "imported.json"};
    if (format.needs_config) words.insert(words.end(), {"--config", "network.json"});
    const auto old = [] { std::ofstream("imported.json") << "old"; };
    each_call(words, old, {1, 5});
    if (file.ends_with(".keras") || file.ends_with(".h5")) each_call_of_children(words, old, {1, 5});
  }
}

// Data beyond the limit of memory lie in files, which are mapped: a copy would share them, and has no threads. So each call is tried in a process.
TEST_P(Faults, OfFilesOfData) {
  std::string text = "a,b,y\n";
  for (int i = 0; i < 40'000; ++i) text += std::to_string(i) + ".5," + std::to_string(i % 97) + "," + std::to_string(i % 2) + "\n";
  std::ofstream("large.csv") << text;
  const Words words{"fit", "job.json", "large.csv", "--log", "quiet", "--memory-limit", "17MiB", "--set", "epochs=1", "--set", "batch_size=1000", "--set", "callbacks=[]", "--set", "checkpoint=null"};
  const auto prepare = [] { std::ofstream("model.json") << "old"; };
  const States states(words, prepare);
  const Kind& kind = GetParam();
  const long total = nntrain_process(words, Fault{kind.calls, 0, kind.how}).calls;
  Count ends;
  for (long at = 1; at <= total; at += stride(total, 4)) {
    prepare();
    const Outcome outcome = nntrain_process(words, Fault{kind.calls, at, kind.how});
    const auto trace = trace_of(words, at, total, outcome);
    expect_order(outcome, kind.codes);
    if (kind.calls == std::string("unlink")) remove_unfinished();
    EXPECT_EQ(states.fault(outcome), "");
    ++ends[outcome.code];
  }
  tell(words, total, ends);
}

INSTANTIATE_TEST_SUITE_P(All, Faults, testing::ValuesIn(kinds), [](const auto& kind) { return std::string(kind.param.calls) + kind.param.how; });

}  // namespace
}  // namespace nntrain::test
