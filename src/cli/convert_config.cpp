// nntrain convert-config: a model that Keras has written as JSON, as a config.
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "formats/keras_json.h"

namespace nntrain {

namespace {

void run_convert_config(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  std::string path, output;
  CommandLine line(command, arguments);
  line.argument(path, "FILE", "what model.to_json() of Keras 3 or 2 gives");
  line.option(output, "-o,--output", "FILE", "where the config goes; else to standard output");
  line.example("python -c 'import script; print(script.model.to_json())' > keras.json");
  line.example("nntrain convert-config keras.json -o config.json");
  if (!line.parse(io)) return;
  refuse_to_replace({&path, 1}, output);
  Diagnostics diagnostics({display_name(path), read_input(path), {}});
  const ConvertedConfig config = config_from_keras(diagnostics);
  for (const std::string& warning : config.warnings) io.warning(path + ": " + warning);
  write_output(output, config.text, io);
}

}  // namespace

const Command convert_config_command{"convert-config", "makes a config of a model that Keras has written as JSON",
                                     run_convert_config};

}  // namespace nntrain
