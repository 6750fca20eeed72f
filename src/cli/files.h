// The files that commands name on the command line. "-" is standard input or output.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command_line.h"
#include "cli/terminal.h"
#include "config/config.h"
#include "network/spec.h"
#include "train/model.h"

namespace nntrain {

// The text of a file. Errors: io.
std::string read_input(const std::string& path);
// How messages call it: "standard input" for "-".
std::string display_name(const std::string& path);

// A config with its overrides; read and checked. Its errors, and those found later, are told at their place in the
// text.
struct Job {
  Diagnostics diagnostics;
  Spec spec;
};
Job read_job(const std::string& path, std::vector<std::string> overrides);
Job read_job(std::string text, const std::string& path, std::vector<std::string> overrides,
             std::vector<std::string> assumed = {});

// The same, without a look at whether it had errors.
Job parse_job(const std::string& path, std::vector<std::string> overrides);

// The JSON pointer that an error's place is: itself, or that of the layer it names; else empty.
std::string pointer_of(const Job& job, const std::string& place);
[[noreturn]] void throw_at_place(Job& job, const Error& error);
// Calls f(). An Error{config} of it that says where by a JSON pointer or a layer's name is told at its place in the
// job's text.
template <class F>
auto telling_places(Job& job, F f) {
  try {
    return f();
  } catch (const Error& error) {
    throw_at_place(job, error);
  }
}

// The text of a model file, or of "-". Errors: io; model_file, if it is another program's.
std::string read_model_text(const std::string& path);
// A model file, or "-", whose proof holds. Errors: io, model_file.
Model load_model(const std::string& path);

// The files of a command's data, and how much memory what becomes of them may take.
struct DataFiles {
  std::vector<std::string> paths;
  std::string memory_limit;  // "2GiB"; empty: half of what there is

  void declare(CommandLine& line, std::string_view doc, bool may_be_none = false);
};

// The files of a training run besides its config: what fit takes, and check and verify after it.
struct RunFiles {
  DataFiles data;
  std::string validation, initial_weights, initial_model;  // empty: what the config says; initial_model: only weights

  void declare(CommandLine& line);
};

// The files, read as the job says, or the job's synthetic data where there are none. Warns of what a user should know of how
// they were read, and shows how far it is where that takes longer than a second. Errors: io, data, config; usage.
Table read_data(const DataSpec& spec, ReadOptions options, const DataFiles& files, Terminal& io);

// What fit trains on: as read_data. Error{usage} where neither files nor the config say what.
Table read_training_data(const Command& command, const Job& job, const std::string& config, const RunFiles& files, Terminal& io);
// The rows of a file of their own that fit validates on; nothing where neither the files nor the config name one.
std::optional<Table> read_validation_data(const Job& job, const std::string& config, const RunFiles& files, Terminal& io);
// Puts the weights in the place of the name of their file. Returns what the optimizer begins with, where that is of a model, too. Errors: io, model_file,
// config, usage.
std::optional<OptimizerState> read_initial_weights(Spec& spec, const std::string& config, const RunFiles& files);

// Warns of what a user should know of encoded rows (remarks() in input/columns.h).
void tell_about_rows(const Dataset& data, Terminal& io);

// `path` as seen from the folder of `file`.
std::string beside(const std::string& file, const std::string& path);

// Error{usage} if `output` is one of the files `inputs`, which would be lost.
void refuse_to_replace(std::span<const std::string> inputs, const std::string& output);

// Writes results to a file, all or nothing, or to standard output where `path` is empty or "-".
void write_output(const std::string& path, std::string_view contents, Terminal& io);

}  // namespace nntrain
