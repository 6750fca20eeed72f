// The program: signals, standard streams, exit code. All else is src/cli.
#include <csignal>

#include "cli/command.h"

namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

// The first Ctrl-C ends a run in good order, the second ends the process.
void interrupt(int signal) {
  interrupted.store(true, std::memory_order_relaxed);
  std::signal(signal, SIG_DFL);
}

}  // namespace

int main(int argc, char** argv) {
  for (const int signal : {SIGINT, SIGTERM})
    if (std::signal(signal, interrupt) == SIG_IGN) std::signal(signal, SIG_IGN);  // as nohup wants
  nntrain::ProcessTerminal terminal;
  terminal.io().interrupted = &interrupted;
  const int code = nntrain::run(argc, argv, terminal.io());
  try {
    terminal.flush();
  } catch (const nntrain::Error& error) {
    terminal.io().error(error);
    return static_cast<int>(error.kind);
  }
  return code;
}
