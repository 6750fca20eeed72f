#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <utility>

#include "base/log.h"
#include "train/log.h"

namespace nntrain {

namespace {

constexpr std::int64_t longest_wait_ns = 50'000'000;
constexpr std::size_t most_waiting = 1 << 16;

void write_all(int fd, std::string_view text, const char* name) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written >= 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR && errno != EAGAIN)
      throw Error(ErrorKind::io, std::string("cannot write to ") + name + ": " + std::strerror(errno));
  }
}

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // it is set in a signal handler

void interrupt(int signal) {
  interrupted.store(true, std::memory_order_relaxed);
  std::signal(signal, SIG_DFL);
}

const std::atomic<bool>* watch_interrupts() {
  for (const int signal : {SIGINT, SIGTERM})
    if (std::signal(signal, interrupt) == SIG_IGN) std::signal(signal, SIG_IGN);  // as nohup wants
  return &interrupted;
}

int terminal_width() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

ProcessTerminal::ProcessTerminal() {
  io_.is_terminal = ::isatty(STDOUT_FILENO) != 0;
  io_.note_is_terminal = ::isatty(STDERR_FILENO) != 0;
  if (io_.is_terminal) io_.width = terminal_width();
  io_.now_ns = steady_now_ns;
  io_.watch_interrupts = watch_interrupts;
  io_.out = [this](std::string_view text) { write(text); };
  // What stands on both streams stays in order.
  io_.note = [this](std::string_view text) {
    flush();
    write_all(STDERR_FILENO, text, "standard error");
  };
  io_.warning = [this](std::string_view text) {
    flush();
    log_warning(text);
  };
  io_.error = [this](const Error& error) {
    try {
      flush();
    } catch (const Error&) {
      waiting_.clear();  // it cannot be written, which may be what the error is about
    }
    log_error(error);
  };
}

ProcessTerminal::~ProcessTerminal() {
  try {
    flush();
  } catch (const Error&) {
    // Whoever cares calls flush().
  }
}

void ProcessTerminal::write(std::string_view text) {
  waiting_ += text;
  const std::int64_t now_ns = steady_now_ns();
  if (io_.is_terminal || waiting_.size() >= most_waiting || now_ns - flushed_ns_ >= longest_wait_ns) {
    flush();
    flushed_ns_ = now_ns;
  }
}

void ProcessTerminal::flush() {
  const std::string text = std::exchange(waiting_, {});
  write_all(STDOUT_FILENO, text, "standard output");
}

}  // namespace nntrain
