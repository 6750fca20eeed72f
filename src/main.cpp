// The program: standard streams and exit code. All else is src/cli.
#include "cli/command.h"

int main(int argc, char** argv) {
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
