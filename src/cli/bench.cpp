// nntrain bench: how fast a job trains and predicts on this machine, and where the time goes.
#include "train/bench.h"

#include <cstdio>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "cli/profile_text.h"
#include "formats/profile_json.h"

namespace nntrain {

namespace {

std::string bench_text(const BenchReport& r) {
  std::string text = duration_text(r.step_seconds) + " a step, " + duration_text(r.epoch_seconds) + " an epoch of " + count_of(r.train_rows, "row") +
                     " (" + count_of(r.steps, "step") + ")\n" + count_of(r.num_weights, "weight") + ", state of " + std::to_string(r.state_copies) + " × " +
                     std::to_string((r.state_bytes + 1023) / 1024) + " KiB; compiled in " + duration_text(r.compile_seconds) + "\n";
  for (const BenchReport::Prediction& p : r.predictions)
    text += duration_text(p.seconds) + " to predict " + count_of(p.rows, "row") + "\n";
  return text + "\nWith a look at the clock after each op:\n" + profile_text(r.profile);
}

void run_bench(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  std::string config, trace;
  DataFiles data;
  BenchOptions options;
  bool json = false;
  Overrides overrides;
  CommandLine line(command, arguments);
  line.argument(config, "CONFIG", "the training job, a JSON file; - is standard input");
  data.declare(line, "a CSV file, or several, or -; without one, numbers are made up", true);
  line.option(options.seconds, "--seconds", "how long each measurement goes on (1)");
  line.flag(json, "--json", "one JSON object for machines");
  line.option(trace, "--trace", "FILE", "the first steps' ops for chrome://tracing or ui.perfetto.dev");
  overrides.declare(line);
  declare_threads(line, options.threads);
  line.example("nntrain bench configs/iris.json data/iris.csv");
  line.example("nntrain bench configs/tutorial.json --threads 1 --seconds 0.2");
  if (!line.parse(io)) return;
  if (!(options.seconds > 0 && options.seconds <= 3600))
    throw Error(ErrorKind::usage, "--seconds: expected more than 0 and at most 3600; got " + to_text(options.seconds));
  if (!trace.empty()) {
    check_writable(trace);
    options.trace_events = most_trace_events;
    options.profiled = [&](const Profile& profile) { write_file_atomically(trace, trace_json(profile)); };
  }
  Job job = read_job(config, overrides.all());
  job.spec.initial_weights.reset();  // speed does not depend on them
  job.spec.callbacks.clear();
  const BenchReport report = telling_places(job, [&] {
    FitOptions fit;
    fit.threads = options.threads;
    fit.warning = [&](const std::string& text) { io.warning(text); };
    const bool made_up = data.paths.empty() && !job.spec.data.synthetic;
    Table table = made_up ? made_up_table(job.spec, job.diagnostics) : read_data(job.spec.data.spec(), reading_of(job.spec.data.spec()), data, io);
    return bench(prepare(job.spec, job.diagnostics, std::move(table), std::nullopt, fit), job.diagnostics, options);
  });
  io.out(json ? bench_json(report) : bench_text(report));
}

}  // namespace

const Command bench_command{"bench", "measures how fast a job trains and predicts here", run_bench};

}  // namespace nntrain
