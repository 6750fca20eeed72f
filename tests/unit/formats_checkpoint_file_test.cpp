// The checkpoint file: any change of it is found.
#include <gtest/gtest.h>

#include "formats/checkpoint_file.h"
#include "support/temporary_folder.h"
#include "unit/error_text.h"

namespace nntrain {
namespace {

const std::string state = "the bytes of a state";

Checkpoint example() {
  Checkpoint c{.identity = {R"({"config": {}})", {{"inputs", 3, 2, {7, 8, 9}}}},
               .point = {.position = {.epoch = 2, .step = 5, .samples = 160, .steps_done = 25, .learning_rate = 0.125, .stopped = true},
                         .history = {{"loss", {0.5, 0.25}}},
                         .rows = "rows",
                         .callbacks = {"", "counters"},
                         .folder = "best"},
               .health = "lines",
               .well = RunPoint{.position = {.epoch = 1}, .rows = "rows before"},
               .well_state = "the bytes of another",
               .variables = {{"dense/kernel", 5}},
               .state = state,
               .file = nullptr};
  return c;
}

std::string bytes_of(const Checkpoint& checkpoint) {
  const test::TemporaryFolder folder;
  write_checkpoint("c", checkpoint);
  return read_checkpoint("c").file->data() ? *read_checkpoint("c").file : "";
}

TEST(CheckpointFile, ReadsWhatWasWritten) {
  const Checkpoint c = parse_checkpoint(bytes_of(example()));
  EXPECT_EQ(c.identity.job, R"({"config": {}})");
  EXPECT_EQ(c.identity.data, example().identity.data);
  EXPECT_EQ(c.point.position.epoch, 2);
  EXPECT_EQ(c.point.position.step, 5);
  EXPECT_EQ(c.point.position.samples, 160);
  EXPECT_EQ(c.point.position.steps_done, 25);
  EXPECT_EQ(c.point.position.learning_rate, 0.125);
  EXPECT_TRUE(c.point.position.stopped);
  EXPECT_EQ(c.point.history, example().point.history);
  EXPECT_EQ(c.point.rows, "rows");
  EXPECT_EQ(c.point.callbacks, example().point.callbacks);
  EXPECT_EQ(c.point.folder, "best");
  EXPECT_EQ(c.health, "lines");
  ASSERT_TRUE(c.well);
  EXPECT_EQ(c.well->position.epoch, 1);
  EXPECT_EQ(c.well->rows, "rows before");
  EXPECT_EQ(c.well_state, "the bytes of another");
  EXPECT_EQ(c.variables, example().variables);
  EXPECT_EQ(c.state, state);
}

TEST(CheckpointFile, WhatIsTornIsRefused) {
  const std::string whole = bytes_of(example());
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(error_text([&] { parse_checkpoint(whole.substr(0, size)); }).starts_with("5 ")) << size;
  EXPECT_EQ(error_text([&] { parse_checkpoint(whole + "x"); }), "5 : it has more bytes than were written");
  EXPECT_EQ(error_text([&] { parse_checkpoint("{}"); }), "5 : this is not a checkpoint");
}

TEST(CheckpointFile, WhatIsTamperedWithIsRefused) {
  const std::string whole = bytes_of(example());
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (const int bit : {1, 128}) {
      std::string changed = whole;
      changed[i] = static_cast<char>(changed[i] ^ bit);
      EXPECT_TRUE(error_text([&] { parse_checkpoint(changed); }).starts_with("5 ")) << i;
    }
}

TEST(CheckpointFile, TheNewestWholeOneIsFound) {
  const test::TemporaryFolder folder;
  std::string told;
  const auto newest = [&] {
    told.clear();
    return newest_checkpoint(".", [&](const std::string& warning) { told += warning + '\n'; });
  };
  EXPECT_FALSE(newest());
  EXPECT_FALSE(newest_checkpoint("nowhere", [](const std::string&) {}));
  for (const char* name : {"step-000000000009.checkpoint", "step-000000000010.checkpoint", "step-000000000011.checkpoint.tmp.7.0", "other"}) write_checkpoint(name, example());
  EXPECT_EQ(newest()->path, "./step-000000000010.checkpoint");
  EXPECT_EQ(told, "");
  write_file_atomically("step-000000000010.checkpoint", read_file("other").substr(0, 100));
  EXPECT_EQ(newest()->path, "./step-000000000009.checkpoint");
  EXPECT_EQ(told, "./step-000000000010.checkpoint: passed over: the file is torn: it ends too early\n");
  write_file_atomically("step-000000000009.checkpoint", "");
  EXPECT_EQ(error_text(newest), "5 .: none of 2 checkpoints is whole | begin afresh in another folder of checkpoints");
}

}  // namespace
}  // namespace nntrain
