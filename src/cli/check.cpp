// nntrain check: everything that can be known of a job and its data before the first step.
#include "train/check.h"

#include <algorithm>

#include "base/text.h"
#include "cli/check_text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "config/placed.h"
#include "formats/check_json.h"

namespace nntrain {

namespace {

struct Arguments {
  std::string config;
  RunFiles files;
  bool json = false;
  int threads = 0;
  Overrides overrides;
};

bool parse(CommandLine& line, Arguments& a, Terminal& io) {
  line.argument(a.config, "CONFIG", "the training job, a JSON file; - is standard input");
  a.files.declare(line);
  line.flag(a.json, "--json", "one JSON object for machines");
  a.overrides.declare(line);
  declare_threads(line, a.threads);
  line.example("nntrain check configs/titanic.json data/titanic.csv");
  line.example("nntrain check configs/iris.json data/iris.csv --set optimizer.learning_rate=100 --json");
  return line.parse(io);
}

// A finding as it is told, and where it stands among the others: those of the config in its order, then those of the data.
struct Told {
  Finding finding;
  std::string text;
  std::size_t order;
};

std::string severity_text(const Finding& finding) { return finding.severity == Severity::error ? "error: " : "warning: "; }

Told told_of_config(const ConfigSource& source, const Diagnostic& diagnostic, Finding finding) {
  const Placed at = placed(source, diagnostic);
  finding.where = at.place;
  finding.pointer = diagnostic.pointer;
  return {finding, at.place + (at.place.empty() ? "" : ": ") + severity_text(finding) + at.body, at.offset};
}

Told told(const Job& job, const Finding& finding) {
  const std::string pointer = finding.kind == ErrorKind::config ? pointer_of(job, finding.where) : "";
  if (!pointer.empty()) return told_of_config(job.diagnostics.source(), {pointer, finding.message, finding.hint}, finding);
  std::string text = finding.where + (finding.where.empty() ? "" : ": ") + severity_text(finding) + finding.message + '\n';
  if (!finding.hint.empty()) text += "  hint: " + finding.hint + '\n';
  return {finding, std::move(text), std::string::npos};
}

std::vector<Told> all_told(const Job& job, const Findings& findings) {
  std::vector<Told> list;
  const std::span items = job.diagnostics.items();
  const std::size_t most = std::min(items.size(), most_told);
  for (const Diagnostic& item : items.first(most))
    list.push_back(told_of_config(job.diagnostics.source(), item, {Severity::error, ErrorKind::config, {}, item.message, item.hint}));
  if (most < items.size()) list.push_back(told(job, {Severity::error, ErrorKind::config, {}, std::to_string(items.size() - most) + " errors of the config more", {}}));
  for (const Finding& finding : findings) list.push_back(told(job, finding));
  std::ranges::stable_sort(list, {}, &Told::order);
  return list;
}

// Reads and checks. What cannot be read is a finding, too.
CheckReport check_job(const Command& command, Job& job, const Arguments& a, FitOptions& options, Terminal& io) {
  std::optional<Table> table, validation;
  Findings unread;
  const auto attempt = [&](auto read) {
    try {
      read();
    } catch (const Error& error) {
      if (error.kind == ErrorKind::usage && job.diagnostics.empty()) throw;
      unread.push_back(error_found(error));
    }
  };
  if (knows_data(job.diagnostics)) {
    attempt([&] { table = read_training_data(command, job, a.config, a.files, io); });
    attempt([&] { validation = read_validation_data(job, a.config, a.files, io); });
  }
  attempt([&] { options.initial_optimizer = read_initial_weights(job.spec, a.config, a.files); });
  if (job.spec.initial_weights && std::holds_alternative<std::string>(*job.spec.initial_weights)) job.spec.initial_weights.reset();
  CheckReport report = check(job.spec, job.diagnostics, std::move(table), std::move(validation), options);
  report.findings.insert(report.findings.begin(), unread.begin(), unread.end());
  return report;
}

std::string counts_text(std::int64_t errors, std::int64_t warnings) {
  const auto text = [](std::int64_t count, std::string_view noun) { return count == 0 ? "no " + std::string(noun) + "s" : count_of(count, noun); };
  return text(errors, "error") + ", " + text(warnings, "warning");
}

void run_check(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  Arguments a;
  CommandLine line(command, arguments);
  if (!parse(line, a, io)) return;
  Job job = parse_job(a.config, a.overrides.all());
  FitOptions options;
  options.threads = a.threads;
  options.log = log_setup("quiet", io);
  options.requests = io.watch_requests();
  CheckReport report = check_job(command, job, a, options, io);
  const std::vector<Told> list = all_told(job, report.findings);
  report.findings.clear();
  for (const Told& each : list) report.findings.push_back(each.finding);
  const auto is_error = [](const Finding& finding) { return finding.severity == Severity::error; };
  const auto errors = std::ranges::count_if(report.findings, is_error);
  const std::string counts = counts_text(errors, static_cast<std::int64_t>(list.size()) - errors);
  if (a.json) io.out(check_json(report));
  else {
    for (const Told& each : list) io.out(each.text);
    const std::string told = (errors == 0 ? counts + '\n' : "") + (report.size ? size_text(*report.size) : "");  // errors are counted by the last line
    if (!told.empty()) io.out((list.empty() ? "" : "\n") + told);
  }
  if (report.size && report.size->trial) io.note("an epoch takes " + time_text(*report.size->trial) + '\n');
  if (errors == 0) return;
  const auto of_config = std::ranges::find_if(report.findings, [&](const Finding& f) { return is_error(f) && f.kind == ErrorKind::config; });
  const auto first = of_config != report.findings.end() ? of_config : std::ranges::find_if(report.findings, is_error);
  throw Error(first->kind, counts, job.diagnostics.source().file);
}

}  // namespace

const Command check_command{"check", "tells all that can be known of a job before its first step", run_check};

}  // namespace nntrain
