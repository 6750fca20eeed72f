// nntrain import: a model that another program has trained, as a model file.
#include "base/file.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "exchange/format.h"
#include "formats/model_file.h"

namespace nntrain {

namespace {

void run_import(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  std::string path, output = "model.json", config;
  Overrides overrides;
  CommandLine line(command, arguments);
  line.argument(path, "FILE", "another program's model");
  line.option(output, "-o,--output", "FILE", "where the model goes (model.json)");
  line.option(config, "--config", "CONFIG", "the network, of a file that holds nothing but weights");
  overrides.declare(line);
  line.example("nntrain import theirs.onnx -o model.json");
  if (!line.parse(io)) return;
  const ForeignFile file{path == "-" ? "standard input" : path, read_input(path)};
  const Format& format = format_of(file);
  if (!format.read)
    throw Error(ErrorKind::model_file, "the file is " + std::string(format.title) + ", which is not imported",
                file.path);
  ImportOptions options;
  if (!config.empty()) options.config = read_job(config, overrides.all()).spec;
  write_output(output, model_text(format.read(file, options)), io);
}

}  // namespace

const Command import_command{"import", "makes a model file of what another program has trained", run_import};

}  // namespace nntrain
