// nntrain import: a model that another program has trained, as a model file.
#include "base/text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "exchange/format.h"
#include "formats/model_file.h"
#include "train/programs.h"

namespace nntrain {

namespace {

// A file says its network, or the config does.
void check_config(const Format& format, const ForeignFile& file, const std::string& config, const Overrides& overrides) {
  if (format.needs_config && config.empty())
    throw Error(ErrorKind::usage, "the file " + quoted(file.path) + " holds nothing but weights; expected a config with their network", {}, "nntrain import FILE --config config.json");
  if (!format.needs_config && (!config.empty() || !overrides.all().empty()))
    throw Error(ErrorKind::usage, "the file " + quoted(file.path) + " says what its network is: --config, --set and --seed are for files that hold nothing but weights", {},
                "leave them out; what \"nntrain fit --initial-weights\" trains on is said by its config");
}

void run_import(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  std::string path, output = "model.json", config;
  Overrides overrides;
  CommandLine line(command, arguments);
  line.argument(path, "FILE", "another program's model");
  line.option(output, "-o,--output", "FILE", "where the model goes (model.json)");
  line.option(config, "--config", "CONFIG", "the network, of a file that holds nothing but weights");
  overrides.declare(line);
  for (const Format* each : formats())
    if (each->read) line.listed("formats, which the content tells:", each->name, std::string(each->summary) + (each->needs_config ? "; needs --config" : ""));
  line.example("nntrain import theirs.onnx -o model.json");
  line.example("nntrain import weights.npz --config config.json");
  if (!line.parse(io)) return;
  path = file_to_read(path);
  refuse_to_replace({&path, 1}, output);
  const ForeignFile file{display_name(path), read_input(path)};
  const Format& format = format_of(file);
  if (!format.read)
    throw Error(ErrorKind::model_file, "the file is " + std::string(format.title) + ", " + std::string(format.unread), file.path);
  check_config(format, file, config, overrides);
  const auto import = [&](const ImportOptions& options) { write_output(output, model_text(format.read(file, options)), io); };
  if (!format.needs_config) return import({});
  Job job = read_job(config, overrides.all());
  shapes_of(Network(job.spec, job.diagnostics), job.diagnostics);  // what it lacks is told at its place
  import({job.spec});
}

}  // namespace

const Command import_command{"import", "makes a model file of what another program has trained", run_import};

}  // namespace nntrain
