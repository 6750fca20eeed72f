#include <gtest/gtest.h>

#include "cli/read_progress.h"

namespace nntrain {
namespace {

TEST(ReadProgress, ShowsWhatTakesLong) {
  std::string shown;
  std::int64_t now = 0;
  Terminal io;
  io.note = [&](std::string_view text) { shown += text; };
  io.now_ns = [&] { return now; };
  io.note_is_terminal = true;
  {
    ReadProgress progress(io);
    progress.show(10'000'000, 40'000'000);
    EXPECT_EQ(shown, "") << "in the first second";
    now = 1'000'000'000;
    progress.show(20'000'000, 40'000'000);
    EXPECT_EQ(shown, "\rreading [===============...............] 20 MB of 40 MB\x1b[K");
    progress.show(30'000'000, 40'000'000);
    EXPECT_EQ(shown.size(), 59u) << "ten times a second";
    now += 100'000'000;
    shown.clear();
    progress.show(30'000'000, 0);
    EXPECT_EQ(shown, "\rreading 30 MB\x1b[K");
  }
  EXPECT_TRUE(shown.ends_with("MB\x1b[K\r\x1b[K")) << "it is gone";
}

TEST(ReadProgress, ShowsNothingWhereThereIsNoTerminal) {
  Terminal io;
  io.note = [](std::string_view) { FAIL(); };
  ReadProgress progress(io);
  progress.show(1, 2);
}

}  // namespace
}  // namespace nntrain
