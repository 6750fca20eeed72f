#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <string>

#include "base/log.h"

namespace nntrain {
namespace {

std::string captured(const std::function<void()>& say) {
  testing::internal::CaptureStderr();
  say();
  return testing::internal::GetCapturedStderr();
}

// What `say` writes to stderr when that is a terminal of the type xterm.
std::string captured_on_terminal(const std::function<void()>& say) {
  const int master = posix_openpt(O_RDWR | O_NOCTTY);
  EXPECT_TRUE(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
  const int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
  EXPECT_GE(slave, 0);
  const int saved = dup(STDERR_FILENO);
  dup2(slave, STDERR_FILENO);
  setenv("TERM", "xterm", 1);
  say();
  dup2(saved, STDERR_FILENO);
  std::string text;
  char piece[1000];
  while (!text.ends_with('\n')) {  // a terminal hands out what was written piece by piece
    const ssize_t size = read(master, piece, sizeof piece);
    if (size <= 0) break;
    text.append(piece, static_cast<std::size_t>(size));
  }
  close(saved);
  close(slave);
  close(master);
  return text;
}

TEST(BaseLog, AWarningIsOneLine) {
  EXPECT_EQ(captured([] { log_warning("the last batch is empty"); }), "warning: the last batch is empty\n");
}

TEST(BaseLog, TheTextIsNoFormat) {
  EXPECT_EQ(captured([] { log_warning("100 %v {} %n", "{}.csv:1"); }), "{}.csv:1: warning: 100 %v {} %n\n");
}

TEST(BaseLog, AnErrorSaysWhereWhatAndHowToMendIt) {
  EXPECT_EQ(captured([] {
              log_error(Error{ErrorKind::data, "the cell is empty", "d.csv:17:3", "fill it"});
            }),
            "d.csv:17:3: error: the cell is empty\n  hint: fill it\n");
  EXPECT_EQ(captured([] { log_error(Error{ErrorKind::io, "no space left"}); }), "error: no space left\n");
}

TEST(BaseLog, OnlyTheKindIsColouredAndOnlyOnATerminal) {
  const auto say = [] { log_error(Error{ErrorKind::data, "the cell is empty", "d.csv:17:3"}); };
  unsetenv("NO_COLOR");
  const std::string text = captured_on_terminal(say);
  EXPECT_TRUE(text.starts_with("d.csv:17:3: \x1b[")) << text;
  EXPECT_TRUE(text.ends_with("merror:\x1b[m the cell is empty\r\n")) << text;
  setenv("NO_COLOR", "1", 1);
  EXPECT_EQ(captured_on_terminal(say), "d.csv:17:3: error: the cell is empty\r\n");
  unsetenv("NO_COLOR");
}

}  // namespace
}  // namespace nntrain
