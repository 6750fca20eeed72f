// Whole commands in this process, on a terminal and with a clock of the test's own.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "cli/command.h"
#include "formats/model_file.h"

namespace nntrain {
namespace {

// A terminal that keeps what is written. Each look at the clock is a millisecond later.
struct Screen {
  std::string out, notes, errors;
  std::int64_t now_ns = 0;
  Requests requests;
  Terminal io;

  Screen() {
    io.out = [this](std::string_view text) { out += text; };
    io.note = [this](std::string_view text) { notes += text; };
    io.warning = [this](std::string_view text) { notes += "warning: " + std::string(text) + '\n'; };
    io.error = [this](const Error& error) { errors += error.where + ": " + error.message + '\n'; };
    io.now_ns = [this] { return now_ns += 1'000'000; };
    io.watch_requests = [this] { return &requests; };
    io.outlive_readers = [] {};
  }

  int run(std::vector<const char*> words) {
    words.insert(words.begin(), "nntrain");
    return nntrain::run(static_cast<int>(words.size()), words.data(), io);
  }
};

class CliRun : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    std::ofstream(config_)
        << R"({"layers": [{"type": "Dense", "units": 1}], "optimizer": "sgd", "loss": "mse", "batch_size": 2,
                                  "data": {"synthetic": {"rows": 4}}})";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("nntrain-cli-run-" + std::to_string(::getpid()));
  const std::string config_ = (folder_ / "job.json").string(), model_ = (folder_ / "model.json").string();
};

TEST_F(CliRun, ShowsTheRunningBarOnATerminalOnly) {
  Screen screen;
  ASSERT_EQ(screen.run({"fit", config_.c_str(), "-o", model_.c_str()}), 0) << screen.errors;
  EXPECT_EQ(screen.out.find_first_of("\r\b\x1b"), std::string::npos) << screen.out;
  EXPECT_EQ(screen.out.rfind("Epoch 1/1\n4/4 [==============================] - 0s ", 0), 0u) << screen.out;
  EXPECT_EQ(screen.notes, "wrote " + model_ + "\n");

  Screen terminal;
  terminal.io.is_terminal = true;
  terminal.io.width = 80;
  ASSERT_EQ(terminal.run({"fit", config_.c_str(), "-o", model_.c_str()}), 0);
  EXPECT_NE(terminal.out.find("2/4 [==============>...............] - ETA: "), std::string::npos) << terminal.out;
  EXPECT_NE(terminal.out.find("4/4 [==============================] - 0s "), std::string::npos) << terminal.out;
}

TEST_F(CliRun, WritesTheSameModelWhateverTheLog) {
  std::string first;
  for (const char* log : {"classic", "modern", "lines", "json", "quiet"}) {
    Screen screen;
    ASSERT_EQ(screen.run({"fit", config_.c_str(), "-o", model_.c_str(), "--log", log}), 0);
    std::ifstream file(model_);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (first.empty()) first = text;
    EXPECT_EQ(text, first) << log;
  }
}

TEST_F(CliRun, AnInterruptEndsInGoodOrder) {
  Screen screen;
  screen.requests.stop = 130;
  EXPECT_EQ(screen.run({"fit", config_.c_str(), "-o", model_.c_str()}), 130);
  EXPECT_NE(screen.errors.find("interrupted in epoch 1 of"), std::string::npos);
  EXPECT_NE(read_model(read_file(model_), model_).note.find("interrupted in epoch 1 of"), std::string::npos);
}

TEST_F(CliRun, ExitCodesAreTheKindsOfErrors) {
  const std::string csv = (folder_ / "bad.csv").string();
  std::ofstream(csv) << "a,y\n1,\n2,3\n4,5\n";
  const auto code = [](std::vector<const char*> words) { return Screen().run(std::move(words)); };
  EXPECT_EQ(code({"--version"}), 0);
  EXPECT_EQ(code({"frobnicate"}), 2);
  EXPECT_EQ(code({"fit", config_.c_str(), "-o", model_.c_str(), "--set", "epochs=-1"}), 3);
  EXPECT_EQ(code({"fit", config_.c_str(), csv.c_str(), "-o", model_.c_str()}), 4);
  EXPECT_EQ(code({"weights", config_.c_str()}), 5);
  EXPECT_EQ(code({"weights", "/nowhere/model.json"}), 6);
  EXPECT_EQ(code({"fit", config_.c_str(), "-o", model_.c_str(), "--set", "optimizer.learning_rate=1e30"}), 7);
}

TEST_F(CliRun, EveryCommandHasAnExample) {
  Screen overview;
  ASSERT_EQ(overview.run({"--help"}), 0);
  for (const char* name :
       {"fit", "evaluate", "predict", "weights", "summary", "gen-synthetic", "schema", "version", "layers",
        "optimizers", "losses", "metrics", "initializers", "activations", "regularizers", "callbacks"}) {
    EXPECT_NE(overview.out.find("\n  " + std::string(name) + " "), std::string::npos) << name;
    Screen screen;
    EXPECT_EQ(screen.run({name, "--help"}), 0);
    EXPECT_NE(screen.out.find("example:\n  nntrain "), std::string::npos) << screen.out;
  }
}

}  // namespace
}  // namespace nntrain
