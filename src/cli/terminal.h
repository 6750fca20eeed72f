// What a command sees of the world: where it writes, how wide that is, what time it is. Of the process, or of a test.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/requests.h"

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

  // From now on Ctrl-C and kill do not end the process but ask it to stop, once; a second one ends it. For what takes
  // long and has something to end in good order.
  std::function<Requests*()> watch_requests;

  // From now on the process does not end because nobody reads what it says: a closed pipe, a terminal that is gone (SIGHUP). Standard
  // output that cannot be written for another reason is an Error{io} when the process ends. SIGUSR1 asks for the status. For what has
  // a file to write that is worth more than the log.
  std::function<void()> outlive_readers;
};

// The process's own standard streams. Output is gathered and written at the latest after a twentieth of a second, at
// once on a terminal, and when it goes. Errors of writing: Error{io}; a reader that went away ends the process by
// SIGPIPE as usual, but for outlive_readers().
class ProcessTerminal {
 public:
  ProcessTerminal();
  ~ProcessTerminal();

  Terminal& io() { return io_; }
  void flush();

 private:
  void write(std::string_view text);
  void write_waiting();
  void say(std::string_view text);  // on standard error

  Terminal io_;
  std::string waiting_;
  std::int64_t flushed_ns_ = 0;
  bool outlives_readers_ = false;
  bool is_closed_ = false;        // nothing is written to standard output any more,
  std::optional<Error> failure_;  // because of this, where it is one
};

}  // namespace nntrain
