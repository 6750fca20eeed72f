#include "callbacks/early_stopping.h"

namespace nntrain::callbacks {

namespace {

class Watch : public RunningCallback {
 public:
  Watch(const EarlyStopping& options, const JobFacts& job)
      : options_(options), monitor_(options.monitor, options.mode, options.min_delta, job) {}

  void epoch_end(std::int64_t epoch, Logs& logs, RunControl& run) override {
    const double* current = monitored(logs, run);
    if (!current || epoch < options_.start_from_epoch) return;
    ++wait_;
    if (monitor_.improves(*current, best_)) {
      best_ = *current;
      best_epoch_ = epoch;
      if (options_.restore_best_weights) best_weights_ = run.weights();
      if (!options_.baseline || monitor_.improves(*current, options_.baseline)) wait_ = 0;
    } else if (wait_ >= options_.patience && epoch > 0) {
      stopped_epoch_ = epoch;
      run.stop();
    }
  }

  void train_end(RunControl& run) override {
    const bool speaks = options_.verbose > 0;
    if (stopped_epoch_ > 0 && speaks) run.message("Epoch " + std::to_string(stopped_epoch_ + 1) + ": early stopping");
    if (!options_.restore_best_weights || !best_) return;
    if (speaks)
      run.message("Restoring model weights from the end of the best epoch: " + std::to_string(best_epoch_ + 1) + ".");
    run.set_weights(best_weights_);
  }

  void keep(Archive& archive) override {
    archive(warned_, best_, best_weights_, best_epoch_, stopped_epoch_, wait_);
  }

 private:
  // The watched value; if there is none, null and, once, a warning.
  const double* monitored(const Logs& logs, RunControl& run) {
    const double* value = logs.find(options_.monitor);
    if (!value && !warned_)
      run.warning("Early stopping conditioned on metric `" + options_.monitor +
                  "` which is not available. Available metrics are: " + logs.names());
    warned_ = warned_ || !value;
    return value;
  }

  EarlyStopping options_;
  Monitor monitor_;
  bool warned_ = false;
  std::optional<double> best_;
  std::vector<NamedTensor> best_weights_;
  std::int64_t best_epoch_ = 0, stopped_epoch_ = 0;  // stopped: 0 if not; the first epoch never stops
  std::int64_t wait_ = 0;
};

}  // namespace

void EarlyStopping::check_job(const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) const {
  check_monitor(monitor, mode, job, diagnostics, pointer);
}

std::unique_ptr<RunningCallback> EarlyStopping::start(const JobFacts& job) const {
  return std::make_unique<Watch>(*this, job);
}

}  // namespace nntrain::callbacks
