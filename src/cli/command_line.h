// The arguments of one command, declared and parsed:
//
//   std::string config, output = "model.json";
//   CommandLine line(command, arguments);
//   line.argument(config, "CONFIG", "the job, a JSON file");
//   line.option(output, "-o,--output", "FILE", "where the model goes");
//   line.example("nntrain fit configs/tutorial.json d.csv");
//   if (!line.parse(io)) return;  // --help was asked for, and printed
//
// Errors of parse(): usage, with the nearest option where one is unknown.
#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal.h"

namespace nntrain {

struct Command;

class CommandLine {
 public:
  CommandLine(const Command& command, std::span<const std::string> arguments);
  ~CommandLine();

  // Arguments by place, in the order of declaration.
  void argument(std::string& out, std::string_view name, std::string_view doc);
  void optional_argument(std::string& out, std::string_view name, std::string_view doc);

  void arguments(std::vector<std::string>& out, std::string_view name, std::string_view doc, bool may_be_none = false);

  // Options; `names` are separated by commas: "-o,--output". A variable keeps its value when its option is not given.
  void option(std::string& out, std::string_view names, std::string_view value, std::string_view doc);
  void option(std::int64_t& out, std::string_view names, std::string_view doc, std::int64_t least = 0);
  void option(int& out, std::string_view names, std::string_view doc, int least, int most);
  void option(double& out, std::string_view names, std::string_view doc);
  void option(std::vector<double>& out, std::string_view names, std::string_view doc);  // "2,3"
  void option(std::vector<std::string>& out, std::string_view names, std::string_view value,
              std::string_view doc);  // repeated
  void choice(std::string& out, std::string_view names, std::string_view value,
              std::span<const std::string_view> choices,
              std::string_view doc);  // doc goes on with the choices and the default
  void flag(bool& out, std::string_view names, std::string_view doc);

  // A line of a list that --help shows below the options, under the title of the first: what a value may be.
  void listed(std::string_view title, std::string_view name, std::string_view doc);

  // A line that --help ends with; may be called again.
  void example(std::string_view text);

  bool parse(Terminal& io);

 private:
  struct Impl;
  using Convert = std::function<void(const std::string& option, const std::string& text)>;
  void declare(std::string_view names, std::string_view value, std::string_view doc, Convert convert);
  std::unique_ptr<Impl> impl_;
};

// ---- Options that several commands have ----

struct LogSetup;

// --log: a look of the log; an unknown one is an error of parse(). See train/log.h.
void declare_log(CommandLine& line, std::string& style);
LogSetup log_setup(const std::string& style, Terminal& io);

// How the arithmetic is done: --threads and --reproducible.
struct Execution {
  int threads = 0;            // at most; 0: all cores
  bool reproducible = false;  // the same bits on every processor, as CompileOptions has it

  void declare(CommandLine& line);
};
void declare_threads(CommandLine& line, int& threads);  // of commands that give no numbers

// --set and --seed.
struct Overrides {
  std::vector<std::string> settings;  // of --set
  std::int64_t seed = -1;             // of --seed; -1: not given

  void declare(CommandLine& line);
  std::vector<std::string> all() const;  // as ConfigSource::overrides
};

}  // namespace nntrain
