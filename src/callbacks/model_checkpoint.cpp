#include "callbacks/model_checkpoint.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "callbacks/path_template.h"
#include "config/diagnostics.h"

namespace nntrain::callbacks {

namespace {

std::string fixed_5(double value) { return python_format(value, ".5f"); }

class Saver : public RunningCallback {
 public:
  Saver(const ModelCheckpoint& options, const JobFacts& job)
      : options_(options),
        path_(options.filepath),
        monitor_(options.monitor, options.mode, 0, job),
        best_(options.initial_value_threshold) {}

  void epoch_begin(std::int64_t epoch, RunControl&) override { epoch_ = epoch; }
  bool wants_steps() const override { return options_.save_freq.steps > 0; }

  void step_end(std::int64_t step, RunControl& run) override {
    if (++steps_since_ < options_.save_freq.steps) return;
    steps_since_ = 0;
    save(run.logs_so_far(), step + 1, run);
  }
  void epoch_end(std::int64_t, Logs& logs, RunControl& run) override {
    if (options_.save_freq.steps == 0) save(logs, 0, run);
  }

  void keep(Archive& archive) override {
    archive(best_, epoch_, steps_since_, warned_);
  }

 private:
  // batch: the number of the step in its epoch, from 1; 0 at an epoch's end.
  void save(const Logs& logs, std::int64_t batch, RunControl& run) {
    std::vector<PathTemplate::Value> values{{"epoch", epoch_ + 1}};
    if (batch > 0) values.push_back({"batch", batch});
    for (const Logs::Value& v : logs) values.push_back({v.name, v.value});
    const std::string path = path_.filled(values);
    if (!is_wanted(logs, path, run)) return;
    make_folders_of(path);
    const SavedPart part = options_.save_weights_only ? SavedPart::weights : SavedPart::model;
    if (run.save(path, part))
      tell("finished saving model to " + path, run);
    else
      run.warning("a weight is not finite at epoch " + std::to_string(epoch_ + 1) + ": " + path + " was not written");
  }

  bool is_wanted(const Logs& logs, const std::string& path, RunControl& run) {
    const double* current = logs.find(options_.monitor);
    if (!options_.save_best_only) {
      tell("saving model to " + path, run);
      return true;
    }
    if (!current) {
      if (!warned_) run.warning("Can save best model only with " + options_.monitor + " available.");
      warned_ = true;
      return true;
    }
    const std::string best = best_ ? fixed_5(*best_) : "None";
    const bool improved = monitor_.improves(*current, best_);
    tell(options_.monitor + (improved
                                 ? " improved from " + best + " to " + fixed_5(*current) + ", saving model to " + path
                                 : " did not improve from " + best),
         run);
    if (improved) best_ = *current;
    return improved;
  }

  void tell(const std::string& what, RunControl& run) const {
    if (options_.verbose > 0) run.message("Epoch " + std::to_string(epoch_ + 1) + ": " + what);
  }

  ModelCheckpoint options_;
  PathTemplate path_;
  Monitor monitor_;
  std::optional<double> best_;
  std::int64_t epoch_ = 0, steps_since_ = 0;
  bool warned_ = false;
};

}  // namespace

std::string ModelCheckpoint::check() const {
  if (filepath.empty()) return "expected a filepath";
  if (filepath.ends_with(".keras") || filepath.ends_with(".h5"))
    return "a checkpoint is nntrain's own model file, not Keras': expected a filepath that ends in .json; got " +
           quoted(filepath);
  try {
    PathTemplate{filepath};
  } catch (const Error& error) {
    return "filepath: " + error.message + "; " + error.hint;
  }
  return {};
}

void ModelCheckpoint::check_job(const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) const {
  if (save_best_only) check_monitor(monitor, mode, job, diagnostics, pointer);
  const auto place = [](const std::string& path) { return std::filesystem::path(path).lexically_normal(); };
  if ((save_best_only || save_weights_only) && place(filepath) == place(job.output))
    diagnostics.error(child_pointer(pointer, "filepath"),
                      "the finished model goes to " + quoted(job.output) + " too, and replaces it",
                      "name another file here, or with -o");
  const bool by_step = save_freq.steps > 0;
  std::vector<PathTemplate::Value> values{{"epoch", 1}};
  if (by_step) values.push_back({"batch", 1});
  std::vector<std::string> validation;
  for (const JobFacts::Value& v : job.values) {
    values.push_back({v.name, 0.5});
    validation.push_back("val_" + v.name);
  }
  if (!by_step && job.validated == Validated::each_epoch)
    for (const std::string& name : validation) values.push_back({name, 0.5});
  if (!by_step) values.push_back({"learning_rate", 0.5});  // of a callback before this one
  const PathTemplate path(filepath);
  try {
    path.filled(values);
  } catch (const Error& error) {
    const auto is_missing = [&](const std::string& field) { return needs_validation(field, job); };
    const std::string hint = std::ranges::any_of(path.fields(), is_missing) ? std::string(how_to_validate) : error.hint;
    diagnostics.error(child_pointer(pointer, "filepath"), error.message,
                      job.validated == Validated::some_epochs ? "with validation_freq some epochs have no validation" : hint);
  }
}

void ModelCheckpoint::check_files() const {
  const std::size_t field = filepath.find('{');
  try {
    check_writable(field == std::string::npos ? filepath : filepath.substr(0, field) + "x", true);
  } catch (Error& error) {
    error.where = filepath;
    throw;
  }
}

std::unique_ptr<RunningCallback> ModelCheckpoint::start(const JobFacts& job) const {
  return std::make_unique<Saver>(*this, job);
}

}  // namespace nntrain::callbacks
