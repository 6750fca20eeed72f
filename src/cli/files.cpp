#include "cli/files.h"

#include <filesystem>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/read_progress.h"
#include "exchange/format.h"
#include "formats/model_file.h"
#include "network/network.h"

namespace nntrain {

namespace fs = std::filesystem;

std::string read_input(const std::string& path) { return read_file(path == "-" ? "/dev/stdin" : path); }
std::string display_name(const std::string& path) { return path == "-" ? "standard input" : path; }

namespace {

// What another program's file is called in messages, and how it becomes one of nntrain's; null: it is of none.
const Format* format_of_others(const ForeignFile& file) {
  for (const Format* format : formats())
    if (format->read && format->recognizes(file)) return format;
  return nullptr;
}
[[noreturn]] void refuse_other_program(ErrorKind kind, const Format& format, const std::string& path, const std::string& expected) {
  throw Error(kind, "the file is " + std::string(format.title) + "; expected " + expected, display_name(path),
              "make a model file of it first: nntrain import " + path + (format.needs_config ? " --config config.json" : "") + " -o model.json" +
                  (kind == ErrorKind::config ? "; fit CONFIG --initial-weights model.json trains it on" : ""));
}

Job parse_job(std::string text, const std::string& path, std::vector<std::string> overrides, std::vector<std::string> assumed) {
  if (is_model_text(text))
    throw Error(ErrorKind::config, "this is a model file; expected a config", display_name(path), "the config of a model stands in its file, under \"config\"");
  ForeignFile file{display_name(path), std::move(text)};
  if (const Format* format = format_of_others(file)) refuse_other_program(ErrorKind::config, *format, path, "a config");
  Job job{Diagnostics({file.path, std::move(file.bytes), std::move(overrides), std::move(assumed)}), {}};
  job.spec = read_config<Spec>(job.diagnostics);
  return job;
}

}  // namespace

Job parse_job(const std::string& path, std::vector<std::string> overrides) { return parse_job(read_input(path), path, std::move(overrides), {}); }

Job read_job(std::string text, const std::string& path, std::vector<std::string> overrides,
             std::vector<std::string> assumed) {
  Job job = parse_job(std::move(text), path, std::move(overrides), std::move(assumed));
  job.diagnostics.throw_if_any();
  return job;
}

Job read_job(const std::string& path, std::vector<std::string> overrides) {
  return read_job(read_input(path), path, std::move(overrides));
}

std::string pointer_of(const Job& job, const std::string& place) {
  if (place.starts_with(job.diagnostics.source().file + ':')) return {};  // told by Diagnostics, at its place; file may begin with a slash, too
  if (place.starts_with('/')) return place;
  try {
    Diagnostics ignored;
    const Network network(job.spec, ignored);
    for (const Node& node : network.graph().nodes())
      if (node.name == place) return node.pointer;
  } catch (const Error&) {
    // There is no network: the error is about that, and has its place.
  }
  return {};
}

void throw_at_place(Job& job, const Error& error) {
  const std::string pointer = error.kind == ErrorKind::config ? pointer_of(job, error.where) : "";
  if (!pointer.empty()) {
    job.diagnostics.error(pointer, error.message, error.hint);
    job.diagnostics.throw_if_any();
  }
  throw error;
}

std::string read_model_text(const std::string& path) {
  ForeignFile file{display_name(path), read_input(path)};
  if (is_model_text(file.bytes)) return std::move(file.bytes);
  if (const Format* format = format_of_others(file)) refuse_other_program(ErrorKind::model_file, *format, path, "a model file of nntrain's");
  return std::move(file.bytes);
}

Model load_model(const std::string& path) { return read_model(read_model_text(path), display_name(path)); }

void DataFiles::declare(CommandLine& line, std::string_view doc, bool may_be_none) {
  line.arguments(paths, "DATA", doc, may_be_none);
  line.option(memory_limit, "--memory-limit", "SIZE", "how much memory may be taken, as 2GiB; data beyond it lie in temporary files (half of all)");
}

void RunFiles::declare(CommandLine& line) {
  data.declare(line, "a CSV file, or several, or -; may be left out where the config has data.synthetic", true);
  line.option(validation, "--validation", "FILE", "a CSV file to validate on, instead of what the config says");
  line.option(initial_model, "--initial-model", "FILE", "a model file to train on: its weights and its optimizer's state, as fit --include-optimizer and import keep it");
  line.option(initial_weights, "--initial-weights", "FILE", "a model file whose weights to start from, instead of what the config says");
}

namespace {

MemoryBudgetPtr memory_budget(const std::string& limit) {
  const std::optional<std::uint64_t> bytes = limit.empty() ? memory_in_all() / 2 : parse_bytes(limit);
  if (!bytes) throw Error{ErrorKind::usage, "--memory-limit: found " + quoted(limit) + "; expected a size such as 512MiB or 2GiB"};
  constexpr std::uint64_t own = 11 << 20, least = 16 << 20;  // own: of the program, before it reads anything
  if (*bytes < least) throw Error{ErrorKind::usage, "--memory-limit: found " + quoted(limit) + "; expected at least 16MiB, of which the program itself takes 11"};
  const std::uint64_t half = (*bytes - own) / 2;
  return std::make_shared<MemoryBudget>(half, half);
}

}  // namespace

Table read_data(const DataSpec& spec, ReadOptions options, const DataFiles& files, Terminal& io) {
  ReadProgress progress(io);
  options.memory = memory_budget(files.memory_limit);
  options.progress = [&](std::uint64_t done, std::uint64_t all) { progress.show(done, all); };
  Table table = files.paths.empty() ? read_table(spec, {}, "") : read_table(files.paths, options);
  progress.clear();
  for (const std::string& line : table.remarks()) io.warning(line);
  return table;
}

Table read_training_data(const Command& command, const Job& job, const std::string& config, const RunFiles& files, Terminal& io) {
  const DataSpec data = job.spec.data.spec();
  if (files.data.paths.empty() && !data.synthetic)
    throw Error(ErrorKind::usage, "missing argument DATA: " + config + " has no data.synthetic", {}, "name a CSV file: nntrain " + std::string(command.name) + " " + config + " data.csv");
  return read_data(data, reading_of(data), files.data, io);
}

std::optional<Table> read_validation_data(const Job& job, const std::string& config, const RunFiles& files, Terminal& io) {
  const std::string& said = job.spec.validation_data;
  if (files.validation.empty() && said.empty()) return std::nullopt;
  const DataSpec data = job.spec.data.spec();
  return read_data(data, reading_of(data), {{files.validation.empty() ? beside(config, said) : files.validation}, files.data.memory_limit}, io);
}

namespace {

OptimizerState read_initial_model(Spec& spec, const std::string& config, const RunFiles& files) {
  if (!files.initial_weights.empty())
    throw Error(ErrorKind::usage, "--initial-model and --initial-weights: expected one of them", {}, "--initial-model takes the model's weights, too");
  Model model = load_model(files.initial_model);
  const std::string name = display_name(files.initial_model);
  if (!model.optimizer)
    throw Error(ErrorKind::model_file, "the model has no state of its optimizer, with which training goes on", name,
                "fit --include-optimizer keeps it, and import of a .keras that Keras has compiled; --initial-weights takes the weights alone");
  const Optimizer &now = spec.optimizer, &then = model.spec.optimizer;
  if (now.type() != then.type())
    throw Error(ErrorKind::config, "the optimizer is " + std::string(now.type()) + "; expected " + std::string(then.type()) + ", whose state " + name + " has", config,
                "--initial-weights takes the weights alone");
  // What callbacks have made of the rate stays, unless another one is said. Of the rate that it began with, the state has float32's digits only.
  const double rate = now.call(&OptimizerKind::learning_rate);
  if (rate != then.call(&OptimizerKind::learning_rate) || static_cast<double>(static_cast<float>(rate)) == model.optimizer->learning_rate) model.optimizer->learning_rate = rate;
  spec.initial_weights = std::move(model.weights);
  return std::move(*model.optimizer);
}

}  // namespace

std::optional<OptimizerState> read_initial_weights(Spec& spec, const std::string& config, const RunFiles& files) {
  if (!files.initial_model.empty()) return read_initial_model(spec, config, files);
  const auto* said = spec.initial_weights ? std::get_if<std::string>(&*spec.initial_weights) : nullptr;
  if (files.initial_weights.empty() && !said) return std::nullopt;
  const std::string path = files.initial_weights.empty() ? beside(config, *said) : files.initial_weights;
  spec.initial_weights = read_weights(read_model_text(path), display_name(path));
  return std::nullopt;
}

void tell_about_rows(const Dataset& data, Terminal& io) {
  for (const std::string& line : remarks(data)) io.warning(line);
}

std::string beside(const std::string& file, const std::string& path) {
  return (fs::path(file).parent_path() / path).string();  // an absolute path replaces all
}

void refuse_to_replace(std::span<const std::string> inputs, const std::string& output) {
  std::error_code none;  // a file that is not there is no other one
  for (const std::string& input : inputs)
    if (input != "-" && output != "-" && fs::is_regular_file(input, none) && fs::equivalent(input, output, none))
      throw Error(ErrorKind::usage, "the output is the input " + quoted(input) + ", which would be lost", {}, "name another file after -o");
}

void write_output(const std::string& path, std::string_view contents, Terminal& io) {
  if (path.empty() || path == "-")
    io.out(contents);
  else
    write_file_atomically(path, contents);
}

}  // namespace nntrain
