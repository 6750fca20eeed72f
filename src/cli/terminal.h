// What a command sees of the world: where it writes, how wide that is, what time it is. Of the process, or of a test.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace nntrain {

struct Terminal {
  std::function<void(std::string_view)> out;      // standard output: results, and the log of a training run
  std::function<void(std::string_view)> note;     // standard error: a remark that is no result, without "warning"
  std::function<void(std::string_view)> warning;  // standard error
  std::function<void(const Error&)> error;        // standard error
  bool is_terminal = false;                       // whether `out` is one
  bool note_is_terminal = false;  // whether `note` goes to one
  int width = 0;                                  // its columns; 0: unknown
  std::function<std::int64_t()> now_ns;

  // From now on Ctrl-C and kill do not end the process but make this true, once; a second one ends it. For what takes
  // long and has something to end in good order.
  std::function<const std::atomic<bool>*()> watch_interrupts;
};

// The process's own standard streams. Output is gathered and written at the latest after a twentieth of a second, at
// once on a terminal, and when it goes. Errors of writing: Error{io}; a reader that went away ends the process by
// SIGPIPE as usual.
class ProcessTerminal {
 public:
  ProcessTerminal();
  ~ProcessTerminal();

  Terminal& io() { return io_; }
  void flush();

 private:
  void write(std::string_view text);

  Terminal io_;
  std::string waiting_;
  std::int64_t flushed_ns_ = 0;
};

}  // namespace nntrain
