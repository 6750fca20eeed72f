// nntrain schema: the config's JSON Schema.
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"

namespace nntrain {

namespace {

void run_schema(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  std::string output;
  CommandLine line(command, arguments);
  line.option(output, "-o,--output", "FILE", "where it goes (standard output)");
  line.example("nntrain schema -o nntrain.schema.json");
  if (!line.parse(io)) return;
  write_output(output, schema_text<Spec>("nntrain config"), io);
}

}  // namespace

const Command schema_command{"schema", "prints the config's JSON Schema, for editors", run_schema};

}  // namespace nntrain
