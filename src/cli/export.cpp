// nntrain export: a model as the file of another program.
#include "base/file.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "exchange/format.h"

namespace nntrain {

namespace {

void run_export(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  std::string path, output, format;
  ExportOptions options;
  CommandLine line(command, arguments);
  line.argument(path, "MODEL", "a model file");
  line.option(output, "-o,--output", "FILE", "what it becomes; the ending says which format");
  line.option(format, "--format", "FORMAT", "where the ending does not tell");
  line.flag(options.with_preprocessing, "--with-preprocessing",
            "the file takes columns as they stand in a table, texts too; else the network's inputs");
  for (const Format* each : formats())
    if (each->write) line.listed("formats:", each->name, each->summary);
  line.example("nntrain export model.json -o model.c");
  line.example("nntrain export model.json -o model.onnx --with-preprocessing");
  if (!line.parse(io)) return;
  if (output.empty()) throw Error(ErrorKind::usage, "missing option -o", {}, "nntrain export " + path + " -o model.c");
  if (output == "-") throw Error(ErrorKind::usage, "-o: found \"-\"; expected the name of a file: an export may be several");
  const Format& chosen = format_to_write(format, output);
  output = file_to_write(chosen, output);
  refuse_to_replace({&path, 1}, output);
  check_writable(output, true);
  ExportFiles files(output);
  chosen.write(load_model(path), options, files);
  files.finish();
}

}  // namespace

const Command export_command{"export", "writes a model as the file of another program", run_export};

}  // namespace nntrain
