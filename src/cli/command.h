// The commands of the program. One file each; the list is commands.cpp.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "cli/terminal.h"
#include "config/reference.h"

namespace nntrain {

struct Command {
  std::string_view name, summary;
  // Parses its arguments (those after the command's name) and does its work. Errors: Error.
  void (*run)(const Command& command, std::span<const std::string> arguments, Terminal& io);
};

extern const Command init_command, fit_command, verify_command, check_command, bench_command, evaluate_command, predict_command, weights_command, summary_command,
    convert_config_command, export_command, import_command, inspect_command, gen_synthetic_command, schema_command, version_command;

// A command that lists a family, under Keras' name of its module: layers, optimizers, ...
struct Reference : Command {
  const Family* family;
  Place place;
  bool is_keras = true;  // a module of Keras
};
std::span<const Reference> reference_commands();

// The whole program: argv[0] is its name. Returns the exit code; errors go to `io`.
int run(int argc, const char* const* argv, Terminal& io);

}  // namespace nntrain
