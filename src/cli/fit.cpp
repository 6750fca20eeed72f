// nntrain fit: from a config and its data to a model file.
#include "train/fit.h"

#include <algorithm>
#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "callbacks/backup_and_restore.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "cli/profile_text.h"
#include "formats/checkpoint_file.h"
#include "formats/model_file.h"
#include "formats/profile_json.h"
#include "train/checkpoint_folder.h"
#include "train/checkpoint_lock.h"

namespace nntrain {

namespace {

constexpr std::string_view as_configured = "as the config says";

struct Arguments {
  std::string config, output = "model.json", log = "classic", trace, checkpoint_dir, on_nan{as_configured};
  bool profile = false, resume = false, quiet_health = false, include_optimizer = false;
  RunFiles files;
  Execution execution;
  Overrides overrides;
};

bool parse(CommandLine& line, Arguments& a, Terminal& io) {
  line.argument(a.config, "CONFIG", "the training job, a JSON file; - is standard input");
  a.files.declare(line);
  line.option(a.output, "-o,--output", "FILE", "where the model goes (model.json)");
  line.flag(a.include_optimizer, "--include-optimizer", "the model file holds the optimizer's state, too, for an export that another program trains on");
  line.option(a.checkpoint_dir, "--checkpoint-dir", "DIR", "writes whole states of the run there, from which it can go on (the config's checkpoint.dir)");
  line.flag(a.resume, "--resume", "goes on from the newest whole checkpoint; begins where there is none");
  line.choice(a.on_nan, "--on-nan", "WHAT", enum_names<OnNan>, "what is done about a step that makes the loss or a weight NaN or infinite");
  line.flag(a.quiet_health, "--quiet-health", "says nothing of dead units, vanishing gradients and the like; the model's health does");
  a.overrides.declare(line);
  a.execution.declare(line);
  declare_log(line, a.log);
  line.flag(a.profile, "--profile", "prints where the time of the steps went, op by op");
  line.option(a.trace, "--trace", "FILE", "the first steps' ops for chrome://tracing or ui.perfetto.dev");
  line.example("nntrain gen-synthetic -o d.csv");
  line.example("nntrain fit configs/tutorial.json d.csv -o model.json");
  line.example("nntrain fit configs/iris.json data/iris.csv --set epochs=5 --log modern");
  return line.parse(io);
}

void tell_profile(const Profile& profile, const ProfileReport& report, const Arguments& a, Terminal& io) {
  if (a.profile) io.out(a.log == "json" ? profile_json(report) : "\n" + profile_text(report));
  if (!a.trace.empty()) write_file_atomically(a.trace, trace_json(profile));
}

CheckpointSection checkpoints_of(const callbacks::BackupAndRestore& backup) {
  CheckpointSection section{.dir = backup.backup_dir, .keep = backup.double_checkpoint ? 2 : 1};
  (backup.save_freq.steps > 0 ? section.every_steps : section.every_epochs) = std::max<std::int64_t>(backup.save_freq.steps, 1);
  return section;
}

// Where checkpoints go, if they are asked for, and the one that the run goes on from. Returns what holds their folder for this run.
std::unique_ptr<CheckpointLock> set_checkpoints(const Spec& spec, const Arguments& a, FitOptions& options) {
  const callbacks::BackupAndRestore* const backup = callbacks::backup_among(spec.callbacks);
  options.checkpoint = backup ? checkpoints_of(*backup) : spec.checkpoint;
  if (!a.checkpoint_dir.empty()) {
    if (backup)
      throw Error(ErrorKind::usage, "--checkpoint-dir: the callback BackupAndRestore has a folder of checkpoints already, " + quoted(backup->backup_dir), {}, "leave one of the two out");
    if (!options.checkpoint) options.checkpoint.emplace();
    options.checkpoint->dir = a.checkpoint_dir;
  }
  if (!options.checkpoint) {
    if (a.resume) throw Error(ErrorKind::usage, "--resume needs to know where the checkpoints are", {}, "add --checkpoint-dir DIR, or \"checkpoint\" in the config");
    return nullptr;
  }
  options.write_checkpoint = write_checkpoint;
  options.job_text = job_text;
  const std::string& dir = options.checkpoint->dir;
  auto lock = std::make_unique<CheckpointLock>(dir);
  if (!lock->holds()) options.warning(dir + ": this file system knows no locks: that no other run writes its checkpoints there is not checked");
  if (a.resume || backup) {
    std::optional<FoundCheckpoint> found = newest_checkpoint(dir, options.warning);
    if (found || a.resume) options.note(found ? "going on from " + found->path : "no checkpoint in " + dir + " yet: from the beginning");
    if (found) options.resume = std::move(found->checkpoint);
  } else if (!checkpoints_in(dir).empty()) {
    throw Error(ErrorKind::usage, "there are checkpoints of an earlier run already", dir, "--resume goes on from them; or name another folder, or remove them");
  }
  return lock;
}

// Of a run that has come to its end. What cannot be removed harms nothing.
void remove_backup(const Spec& spec, CheckpointLock& lock, const FitOptions& options) {
  const callbacks::BackupAndRestore* const backup = callbacks::backup_among(spec.callbacks);
  if (!backup || !backup->delete_checkpoint) return;
  try {
    remove_checkpoints(backup->backup_dir);
    lock.remove_folder();
  } catch (const Error& error) {
    if (error.kind != ErrorKind::io) throw;
    options.warning(error.where + ": " + error.message);
  }
}

void run_fit(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  Arguments a;
  CommandLine line(command, arguments);
  if (!parse(line, a, io)) return;
  io.outlive_readers();
  if (a.output == "-") throw Error(ErrorKind::usage, "-o: found \"-\"; expected the name of a file: the log goes to standard output");
  check_writable(a.output);
  if (!a.trace.empty()) check_writable(a.trace);
  Job job = read_job(a.config, a.overrides.all());
  refuse_to_replace({&a.config, 1}, a.output);
  refuse_to_replace(a.files.data.paths, a.output);
  FitOptions options;
  options.initial_optimizer = read_initial_weights(job.spec, a.config, a.files);
  if (a.on_nan != as_configured) job.spec.on_nan = static_cast<OnNan>(std::ranges::find(enum_names<OnNan>, a.on_nan) - enum_names<OnNan>.begin());
  options.threads = a.execution.threads;
  options.reproducible = a.execution.reproducible;
  options.include_optimizer = a.include_optimizer;
  options.quiet_health = a.quiet_health;
  options.log = log_setup(a.log, io);
  options.note = [&](const std::string& text) {
    if (options.log.style != LogStyle::quiet) io.note(text + "\n");
  };
  options.warning = [&](const std::string& text) { io.warning(text); };
  options.status = [&](const std::string& text) { io.note(text + "\n"); };
  const std::unique_ptr<CheckpointLock> lock = set_checkpoints(job.spec, a, options);
  Table table = read_training_data(command, job, a.config, a.files, io);
  std::optional<Table> validation = read_validation_data(job, a.config, a.files, io);
  options.requests = io.watch_requests();
  options.output = a.output;
  options.save_model = [](const std::string& path, const Model& model) { write_file_atomically(path, model_text(model)); };
  options.save_weights = [](const std::string& path, std::span<const NamedTensor> weights) {
    write_file_atomically(path, weights_text(weights));
  };
  if (a.profile || !a.trace.empty()) options.profiled = [&](const Profile& profile, const ProfileReport& report) { tell_profile(profile, report, a, io); };
  if (!a.trace.empty()) options.trace_events = most_trace_events;
  const Model model = telling_places(
      job, [&] { return fit(job.spec, job.diagnostics, std::move(table), std::move(validation), options); });
  write_file_atomically(a.output, model_text(model));
  if (lock) remove_backup(job.spec, *lock, options);
  if (options.log.style != LogStyle::quiet) io.note("wrote " + a.output + "\n");
}

}  // namespace

const Command fit_command{"fit", "trains a network and writes the model", run_fit};

}  // namespace nntrain
