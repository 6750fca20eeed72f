// nntrain verify: trains a model once more from what its file holds, and compares.
#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "config/config.h"
#include "config/differences.h"
#include "formats/model_file.h"
#include "train/fit.h"

namespace nntrain {

namespace {

struct Arguments {
  std::string model;
  RunFiles files;
  Execution execution;
};

bool parse(CommandLine& line, Arguments& a, Terminal& io) {
  line.argument(a.model, "MODEL", "a model file; of the rest what fit got");
  a.files.declare(line);
  a.execution.declare(line);
  line.example("nntrain fit configs/tutorial.json d.csv");
  line.example("nntrain verify model.json d.csv");
  return line.parse(io);
}

// The job of a model, whose mistakes are told at their place in its file.
Job job_of(const Model& model, const std::string& path) {
  Job job{Diagnostics({path, config_text(model.spec), {}}), {}};
  job.spec = read_config<Spec>(job.diagnostics);
  job.diagnostics.throw_if_any();
  std::erase_if(job.spec.callbacks, [](const Callback& callback) { return callback.kind().writes_files; });
  return job;
}

void run_verify(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  Arguments a;
  CommandLine line(command, arguments);
  if (!parse(line, a, io)) return;
  const std::string before = read_model_text(a.model);
  const Model model = parse_model(before, a.model);
  if (!model.note.empty())
    throw Error(ErrorKind::model_file, "the run was " + model.note + "; expected a model whose run came to its end", a.model, "nntrain fit --resume ends one that was interrupted; one whose numbers went bad wants other settings");
  Job job = job_of(model, a.model);
  FitOptions options;
  options.initial_optimizer = read_initial_weights(job.spec, a.model, a.files);
  options.threads = a.execution.threads;
  options.reproducible = a.execution.reproducible;
  options.include_optimizer = model.optimizer.has_value();
  options.log = log_setup("quiet", io);
  options.requests = io.watch_requests();
  Table table = read_training_data(command, job, a.model, a.files, io);
  std::optional<Table> validation = read_validation_data(job, a.model, a.files, io);
  Model again = telling_places(job, [&] { return fit(job.spec, job.diagnostics, std::move(table), std::move(validation), options); });
  again.spec.callbacks = model.spec.callbacks;
  const std::string now = model_text(again);
  if (now == before) return io.out(a.model + ": the same bytes\n");
  std::string text = "training it again gives another model";
  for (const Difference& difference : differences(before, now, 5)) text += "\n  " + to_text(difference);
  throw Error(ErrorKind::internal, text, a.model, "were these the data, and the same nntrain on the same kind of processor?");
}

}  // namespace

const Command verify_command{"verify", "trains a model again and tells whether it is the same", run_verify};

}  // namespace nntrain
