// The program: standard streams and exit code. All else is src/cli.
#include <csignal>

#include "cli/command.h"

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
