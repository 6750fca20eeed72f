#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <utility>

#include "base/file.h"
#include "base/log.h"
#include "train/log.h"

namespace nntrain {

namespace {

constexpr std::int64_t longest_wait_ns = 50'000'000;
constexpr std::size_t most_waiting = 1 << 16;

// Returns 0, or why not all could be written.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written >= 0) text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR && errno != EAGAIN) return errno;
  }
  return 0;
}

[[noreturn]] void fail(const char* name, int error) {
  throw Error(ErrorKind::io, std::string("cannot write to ") + name + ": " + std::strerror(error));
}

Requests requests;

void ask_to_stop(int signal) {
  if (requests.stop.exchange(128 + signal) == 0) return;
  remove_unfinished_files();  // it was asked before: at once
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void ask_for_status(int) { requests.status.store(true, std::memory_order_relaxed); }

Requests* watch_requests() {
  for (const int signal : {SIGINT, SIGTERM})
    if (std::signal(signal, ask_to_stop) == SIG_IGN) std::signal(signal, SIG_IGN);  // as nohup wants
  return &requests;
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
  io_.watch_requests = watch_requests;
  io_.outlive_readers = [this] {
    outlives_readers_ = true;
    for (const int signal : {SIGHUP, SIGPIPE}) std::signal(signal, SIG_IGN);
    std::signal(SIGUSR1, ask_for_status);
  };
  io_.out = [this](std::string_view text) { write(text); };
  // What stands on both streams stays in order.
  io_.note = [this](std::string_view text) {
    write_waiting();
    say(text);
  };
  io_.warning = [this](std::string_view text) {
    write_waiting();
    log_warning(text);
  };
  io_.error = [this](const Error& error) {
    try {
      write_waiting();
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
    write_waiting();
    flushed_ns_ = now_ns;
  }
}

void ProcessTerminal::write_waiting() {
  const std::string text = std::exchange(waiting_, {});
  const int error = is_closed_ ? 0 : write_all(STDOUT_FILENO, text);
  if (error == 0) return;
  if (!outlives_readers_) fail("standard output", error);
  is_closed_ = true;
  const bool reader_went = error == EPIPE || (error == EIO && io_.is_terminal);
  if (!reader_went) failure_ = Error(ErrorKind::io, std::string("cannot write to standard output: ") + std::strerror(error));
}

void ProcessTerminal::say(std::string_view text) {
  const int error = write_all(STDERR_FILENO, text);
  if (error != 0 && !outlives_readers_) fail("standard error", error);
}

void ProcessTerminal::flush() {
  write_waiting();
  if (failure_) throw *std::exchange(failure_, std::nullopt);
}

}  // namespace nntrain
