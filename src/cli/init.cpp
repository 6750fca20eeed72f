// nntrain init: a config for a file that nobody has said anything about yet.
#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "columns/profile.h"
#include "formats/suggested_config.h"
#include "suggest/suggestion.h"

namespace nntrain {

namespace {

struct Arguments {
  std::string target, output;
  DataFiles data;
  bool force = false;
};

bool parse(CommandLine& line, Arguments& a, Terminal& io) {
  a.data.declare(line, "the file to look at, or several, or -");
  line.option(a.target, "--target", "COLUMN", "what is to be learned (the last column)");
  line.option(a.output, "-o,--output", "FILE", "where the config goes; else to standard output");
  line.flag(a.force, "--force", "replace FILE where it exists");
  line.example("nntrain init data/titanic.csv --target survived -o titanic.json");
  line.example("nntrain check titanic.json data/titanic.csv");
  line.example("nntrain fit titanic.json data/titanic.csv");
  return line.parse(io);
}

void check_new(const Arguments& a) {
  if (a.output.empty() || a.output == "-") return;
  if (std::filesystem::is_regular_file(a.output) && !a.force)
    throw Error{ErrorKind::usage, a.output + " exists already", {}, "name another file, or say --force to replace it"};
  refuse_to_replace(a.data.paths, a.output);
  check_writable(a.output);
}

void tell(const Suggestion& suggestion, const Arguments& a, Terminal& io) {
  if (a.target.empty()) io.note("the target is the last column, " + quoted(suggestion.target) + "; --target names another\n");
  std::vector<std::pair<std::string, std::vector<std::string>>> by_reason;  // in the order of the columns
  for (const LeftOut& column : suggestion.left_out) {
    auto group = std::ranges::find(by_reason, column.why, [](const auto& g) { return g.first; });
    if (group == by_reason.end()) group = by_reason.insert(by_reason.end(), {column.why, {}});
    group->second.push_back(column.column);
  }
  for (const auto& [why, columns] : by_reason) io.note("left out: " + list_of(columns, "and") + " (" + why + ")\n");
}

void run_init(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  Arguments a;
  CommandLine line(command, arguments);
  if (!parse(line, a, io)) return;
  check_new(a);
  const Table table = read_data({}, {}, a.data, io);
  const Suggestion suggestion =
      suggest_job(profile_table(table), a.target.empty() ? std::nullopt : std::optional(a.target), table.source());
  tell(suggestion, a, io);
  write_output(a.output, suggested_config_text(suggestion), io);
  if (!a.output.empty() && a.output != "-") io.note("wrote " + a.output + "\n");
}

}  // namespace

const Command init_command{"init", "writes a config for a file of data", run_init};

}  // namespace nntrain
