// nntrain version
#include "cli/command.h"
#include "cli/command_line.h"

namespace nntrain {

namespace {

void run_version(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  CommandLine line(command, arguments);
  line.example("nntrain version");
  if (line.parse(io)) io.out("nntrain " NNTRAIN_VERSION "\n");
}

}  // namespace

const Command version_command{"version", "prints the version", run_version};

}  // namespace nntrain
