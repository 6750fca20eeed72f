// The program: standard streams and exit code. All else is src/cli.
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

#include "base/file.h"
#include "cli/command.h"

namespace {

std::atomic<bool> new_has_failed = false;

// Libraries run out of memory also where they must not throw, before main() even: that is no crash either. g++ ends a noexcept function
// without catching what was thrown in it; then only operator new can tell what it was.
[[noreturn]] void end_without_memory() noexcept {
  bool is_memory = new_has_failed;
  try {
    if (std::current_exception()) std::rethrow_exception(std::current_exception());
  } catch (const std::bad_alloc&) {
    is_memory = true;
  } catch (...) {
    is_memory = false;  // a mistake in nntrain
  }
  if (!is_memory) std::abort();
  constexpr std::string_view text = "error: not enough memory\n";
  nntrain::remove_unfinished_files();
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) {
    // The exit code tells it.
  }
  std::_Exit(static_cast<int>(nntrain::ErrorKind::internal));
}

struct EndsWithoutMemory {
  EndsWithoutMemory() {
    std::set_terminate(end_without_memory);
    std::set_new_handler([] {
      new_has_failed = true;
      throw std::bad_alloc();
    });
  }
};
[[gnu::init_priority(101)]] const EndsWithoutMemory ends_without_memory;  // the first of all

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is told like a disk that is full
  nntrain::ProcessTerminal terminal;
  const int code = nntrain::run(argc, argv, terminal.io());
  try {
    terminal.flush();
  } catch (const nntrain::Error& error) {
    terminal.io().error(error);
    return static_cast<int>(error.kind);
  }
  return code;
}
