// nntrain gen-synthetic: made-up data as a CSV file.
#include "base/file.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "input/synthetic.h"

namespace nntrain {

namespace {

SyntheticKind kind_named(const std::string& name) {
  for (const SyntheticKindName& known : synthetic_kinds())
    if (known.name == name) return known.kind;
  throw Error(ErrorKind::internal, "no synthetic data of kind " + name);
}

// The options stand for the config's keys: what is wrong with a value is told of the option.
std::string csv_of(const SyntheticSpec& spec) {
  try {
    return synthetic_csv(spec);
  } catch (Error& error) {
    constexpr std::string_view section = "/data/synthetic/";
    if (error.kind != ErrorKind::config || !error.where.starts_with(section)) throw;
    throw Error(ErrorKind::usage, "--" + error.message, {}, error.hint);
  }
}

void run_gen_synthetic(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  SyntheticSpec spec;
  std::string output, kind = "linear";
  std::int64_t seed = 0;
  std::vector<std::string_view> kinds;
  for (const SyntheticKindName& known : synthetic_kinds()) kinds.push_back(known.name);
  CommandLine line(command, arguments);
  line.option(output, "-o,--output", "FILE", "where it goes (standard output)");
  line.choice(kind, "--kind", "KIND", kinds, "what the data look like");
  line.option(spec.rows, "--rows", "how many rows (100)", 1);
  line.option(spec.weights, "--weights", "linear: the slope of each input (2,3)");
  line.option(spec.bias, "--bias", "linear: the intercept (4)");
  line.option(spec.noise, "--noise", "standard deviation of the noise (0.2)");
  line.option(spec.classes, "--classes", "blobs, circles, spirals: how many classes (2)", 2);
  line.option(seed, "--seed", "of the random numbers (0)");
  line.example("nntrain gen-synthetic -o d.csv");
  line.example("nntrain gen-synthetic --kind spirals --rows 300 --classes 3 --noise 0.1 -o spirals.csv");
  if (!line.parse(io)) return;
  spec.kind = kind_named(kind);
  spec.seed = static_cast<std::uint64_t>(seed);
  write_output(output, csv_of(spec), io);
}

}  // namespace

const Command gen_synthetic_command{"gen-synthetic", "makes up data to learn with", run_gen_synthetic};

}  // namespace nntrain
