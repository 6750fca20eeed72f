#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "train/log.h"
#include "train/log_renderer.h"

namespace nntrain {
namespace {

using nlohmann::json;
using std::filesystem::path;

constexpr std::int64_t ms = 1'000'000;
constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();

// A log that writes into `text`, at a time that the test sets.
struct Bench {
  explicit Bench(LogSetup setup) : log(with_ends(std::move(setup))) {}
  Bench(const Bench&) = delete;

  std::int64_t now_ns = 0;
  int clock_reads = 0;
  std::string text;
  ProgressLog log;

 private:
  LogSetup with_ends(LogSetup setup) {
    setup.now_ns = [this] {
      ++clock_reads;
      return now_ns;
    };
    setup.write = [this](std::string_view piece) { text += piece; };
    return setup;
  }
};

// ---- Keras' recordings: tests/golden/log, made by record_log.py
// --------------------------------------------------------

path recordings() { return path(NNTRAIN_SOURCE_DIR) / "tests" / "golden" / "log"; }

std::vector<std::string> recording_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(recordings())) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

struct Values {
  explicit Values(const json& pairs) {
    for (const json& pair : pairs) names.push_back(pair[0]);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const json& number = pairs[i][1];  // "nan", "inf" and "-inf" are text
      values.push_back({names[i], number.is_string() ? std::stod(number.get<std::string>()) : number.get<double>()});
    }
  }
  std::vector<std::string> names;
  std::vector<LogValue> values;
};

std::string replay(const json& recording, LogStyle style, bool terminal) {
  Bench bench({.style = style,
               .terminal = terminal,
               .epochs = recording["epochs"],
               .steps = recording["steps"],
               .samples = recording["samples"]});
  for (const json& event : recording["events"]) {
    bench.now_ns = event[0];
    const std::string call = event[1];
    if (call == "begin_epoch") {
      bench.log.begin_epoch(event[2]);
    } else if (call == "begin_evaluation") {
      bench.log.begin_evaluation();
    } else if (call == "step") {
      if (bench.log.step(event[2], event[3])) bench.log.draw(Values(event[4]).values);
    } else if (call == "end") {
      bench.log.end(Values(event[2]).values);
    } else {
      ADD_FAILURE() << "unknown call " << call;
    }
  }
  return bench.text;
}

class Recording : public testing::TestWithParam<std::string> {};

TEST_P(Recording, SameBytesAsKeras) {
  std::ifstream file(recordings() / (GetParam() + ".json"));
  const json recording = json::parse(file);
  ASSERT_FALSE(recording["expected"].empty());
  for (const auto& [look, pieces] : recording["expected"].items()) {
    const std::size_t space = look.find(' ');
    const std::string where = look.substr(space + 1);
    const auto style = log_style_named(look.substr(0, space));
    ASSERT_TRUE(style && (where == "terminal" || where == "piped")) << look;
    std::string expected;
    for (const std::string piece : pieces) expected += piece;
    EXPECT_EQ(replay(recording, *style, where == "terminal"), expected) << look;
  }
}

INSTANTIATE_TEST_SUITE_P(TrainLog, Recording, testing::ValuesIn(recording_names()),
                         [](const auto& recording) { return recording.param; });

TEST(TrainLog, EveryKindOfRecordingIsThere) {
  const std::vector<std::string> names = recording_names();
  for (const char* name : {"tutorial", "hours", "odd_values", "evaluation", "fit_1", "fit_3"}) {
    EXPECT_TRUE(std::find(names.begin(), names.end(), name) != names.end()) << name;
  }
}

// ---- what Keras has no recording of
// ------------------------------------------------------------------------------------

TEST(TrainLog, TheTutorialsLine) {
  Bench bench({.epochs = 100, .steps = 50, .samples = 100});
  bench.log.begin_epoch(1);
  bench.now_ns = 490 * ms;
  bench.log.end(std::vector<LogValue>{{"loss", 1.7199}});
  EXPECT_EQ(bench.text, "Epoch 1/100\n100/100 [==============================] - 0s 5ms/step - loss: 1.7199\n");
}

TEST(TrainLog, JsonIsOneObjectAnEpoch) {
  Bench bench({.style = LogStyle::json, .terminal = true, .epochs = 2, .steps = 5, .samples = 10});
  bench.log.begin_epoch(1);
  EXPECT_FALSE(bench.log.step(1, 2));
  bench.now_ns = 1'234'567'890;
  bench.log.end(std::vector<LogValue>{{"loss", 0.1}, {"mse", -1e-30}, {"val_loss", 3.0}});
  bench.log.message("Epoch 1: early stopping");
  bench.log.begin_epoch(2);
  bench.log.end(std::vector<LogValue>{{"loss", nan}, {"mse", inf}, {"val_loss", -inf}});
  EXPECT_EQ(
      bench.text,
      "{\"epoch\": 1, \"epochs\": 2, \"loss\": 0.1, \"mse\": -1e-30, \"val_loss\": 3, \"seconds\": 1.234568}\n"
      "{\"epoch\": 2, \"epochs\": 2, \"loss\": null, \"mse\": null, \"val_loss\": null, \"seconds\": 0.000000}\n");
}

TEST(TrainLog, JsonOfAnEvaluationHasOnlyItsValues) {
  Bench bench({.style = LogStyle::json});
  bench.log.begin_evaluation();
  bench.now_ns = 77 * ms;
  bench.log.end(std::vector<LogValue>{{"loss", 0.25}, {"accuracy", 1.0}});
  EXPECT_EQ(bench.text, "{\"loss\": 0.25, \"accuracy\": 1}\n");
}

TEST(TrainLog, JsonNamesAreEscapedAndReadBack) {
  const std::string name = "a\"b\\c\nd\te\x01\x1f \x7f é ━ 😀";
  std::string text;
  append_json_string(text, name);
  EXPECT_EQ(text, "\"a\\\"b\\\\c\\nd\\te\\u0001\\u001f \x7f é ━ 😀\"");
  EXPECT_EQ(json::parse(text).get<std::string>(), name);
}

TEST(TrainLog, JsonOfAnyBytesIsValid) {
  constexpr unsigned seconds[] = {0x00, 0x22, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
  for (unsigned first = 0; first < 256; ++first) {
    for (const unsigned second : seconds) {
      for (const char* rest : {"", "\x80", "\x80\x80", "\xBF\xBF", "x"}) {
        std::string text;
        append_json_string(text, std::string{static_cast<char>(first), static_cast<char>(second)} + rest);
        ASSERT_TRUE(json::accept(text)) << first << ' ' << second;
      }
    }
  }
  std::string text;
  append_json_string(text, "\xED\xA0\x80");  // half a surrogate pair
  EXPECT_EQ(text, "\"\uFFFD\uFFFD\uFFFD\"");
}

TEST(TrainLog, QuietWritesNothing) {
  Bench bench({.style = LogStyle::quiet, .terminal = true});
  bench.log.begin_epoch(1);
  EXPECT_FALSE(bench.log.step(1, 1));
  bench.log.message("Epoch 1: early stopping");
  bench.log.end(std::vector<LogValue>{{"loss", 1.0}});
  bench.log.break_line();
  EXPECT_EQ(bench.text, "");
}

TEST(TrainLog, StepsCostNotEvenTheTimeWhereNoBarRuns) {
  for (LogStyle style : {LogStyle::classic, LogStyle::lines, LogStyle::json, LogStyle::quiet}) {
    Bench bench({.style = style, .terminal = style != LogStyle::classic, .steps = 3, .samples = 3});
    bench.log.begin_epoch(1);
    const int reads = bench.clock_reads;
    for (int step = 1; step <= 3; ++step) EXPECT_FALSE(bench.log.step(step, step));
    EXPECT_EQ(bench.clock_reads, reads) << log_style_names[static_cast<std::size_t>(style)];
  }
}

TEST(TrainLog, ModernNeedsTheTimeOfItsFirstStepEvenInAPipe) {
  Bench bench({.style = LogStyle::modern, .steps = 3, .samples = 3});
  bench.log.begin_epoch(1);
  const int reads = bench.clock_reads;
  for (int step = 1; step <= 3; ++step) EXPECT_FALSE(bench.log.step(step, step));
  EXPECT_EQ(bench.clock_reads, reads + 1);
}

TEST(TrainLog, ModernWithoutStepsSharesTheTimeAmongAll) {
  Bench bench({.style = LogStyle::modern, .steps = 4, .samples = 4});
  bench.log.begin_epoch(1);
  bench.now_ns = 2000 * ms;
  bench.log.end({});
  EXPECT_EQ(bench.text, "4/4 ━━━━━━━━━━━━━━━━━━━━ 2s 500ms/step\n");
}

TEST(TrainLog, AMessageStandsOnItsOwnLine) {
  Bench bench({.terminal = true, .epochs = 2, .steps = 2, .samples = 2});
  const std::vector<LogValue> loss{{"loss", 0.5}};
  bench.log.begin_epoch(1);
  if (bench.log.step(1, 1)) bench.log.draw(loss);
  bench.log.message("Batch 1: something");
  bench.log.end(loss);
  bench.log.message("Epoch 1: early stopping");
  EXPECT_EQ(bench.text,
            "Epoch 1/2\n\r1/2 [==============>...............] - ETA: 0s - loss: 0.5000\nBatch 1: something\n"
            "\r2/2 [==============================] - 0s 0us/step - loss: 0.5000\nEpoch 1: early stopping\n");
}

TEST(TrainLog, BreakLineEndsOnlyARunningBar) {
  Bench bench({.terminal = true, .steps = 2, .samples = 2});
  bench.log.break_line();
  bench.log.begin_epoch(1);
  bench.log.break_line();
  EXPECT_EQ(bench.text, "Epoch 1/1\n");
  ASSERT_TRUE(bench.log.step(1, 1));
  bench.log.draw({});
  bench.text.clear();
  bench.log.break_line();
  bench.log.break_line();
  EXPECT_EQ(bench.text, "\n");
  bench.log.end({});
  bench.text.clear();
  bench.log.break_line();
  EXPECT_EQ(bench.text, "");
}

TEST(TrainLog, ANewEpochLeavesAnUnfinishedBarBehind) {
  Bench bench({.terminal = true, .epochs = 2, .steps = 2, .samples = 2});
  bench.log.begin_epoch(1);
  ASSERT_TRUE(bench.log.step(1, 1));
  bench.log.draw({});
  bench.text.clear();
  bench.log.begin_epoch(2);
  EXPECT_EQ(bench.text, "\nEpoch 2/2\n");
}

TEST(TrainLog, ARunningBarKeepsToTheTerminalsWidth) {
  const std::vector<LogValue> values{{"loss", 0.5}, {"mse", 0.25}, {"accuracy", 0.75}};
  const std::string bar = "\r1/2 [==============>...............] - ETA: 0s";
  const auto drawn = [&](int width) {
    Bench bench({.terminal = true, .width = width, .steps = 2, .samples = 2});
    bench.log.begin_epoch(1);
    EXPECT_TRUE(bench.log.step(1, 1));
    bench.text.clear();
    bench.log.draw(values);
    const std::string running = bench.text;
    bench.log.end(values);
    EXPECT_TRUE(bench.text.ends_with(" - loss: 0.5000 - mse: 0.2500 - accuracy: 0.7500\n"));
    return running;
  };
  const int bar_columns = static_cast<int>(bar.size()) - 1, loss_columns = 15, mse_columns = 14;
  EXPECT_EQ(drawn(bar_columns + loss_columns), bar);  // the last column stays free
  EXPECT_EQ(drawn(bar_columns + loss_columns + 1), bar + " - loss: 0.5000");
  EXPECT_EQ(drawn(bar_columns + loss_columns + mse_columns + 1), bar + " - loss: 0.5000 - mse: 0.2500");
  EXPECT_EQ(drawn(20), bar);
  EXPECT_EQ(drawn(0), bar + " - loss: 0.5000 - mse: 0.2500 - accuracy: 0.7500");
}

TEST(TrainLog, NanHasNoSign) {
  std::string text;
  append_value(text, {"loss", -nan});
  append_value(text, {"loss", std::numeric_limits<double>::max()});
  EXPECT_TRUE(text.starts_with(" - loss: nan - loss: 1797693134862315"));
}

TEST(TrainLog, StylesAreFoundByTheirNames) {
  EXPECT_EQ(log_style_named("classic"), LogStyle::classic);
  EXPECT_EQ(log_style_named("quiet"), LogStyle::quiet);
  EXPECT_EQ(log_style_named("Classic"), std::nullopt);
}

TEST(TrainLog, SteadyClockRuns) {
  const std::int64_t before = steady_now_ns();
  EXPECT_GE(steady_now_ns(), before);
  EXPECT_GT(before, 0);
}

}  // namespace
}  // namespace nntrain
