#include "callbacks/reduce_lr_on_plateau.h"

#include <algorithm>

#include "callbacks/python_text.h"
#include "callbacks/settable_rate.h"

namespace nntrain::callbacks {

namespace {

class Reducer : public RunningCallback {
 public:
  Reducer(const ReduceLROnPlateau& options, const JobFacts& job)
      : options_(options), monitor_(options.monitor, options.mode, options.min_delta, job) {}

  void epoch_end(std::int64_t epoch, Logs& logs, RunControl& run) override {
    logs.set("learning_rate", run.learning_rate());
    const double* current = logs.find(options_.monitor);
    if (!current) {
      if (!warned_)
        run.warning("Learning rate reduction is conditioned on metric `" + options_.monitor +
                    "` which is not available. Available metrics are: " + logs.names() + ".");
      warned_ = true;
      return;
    }
    if (cooldown_ > 0) --cooldown_;
    if (monitor_.improves(*current, best_)) {
      best_ = *current;
      wait_ = 0;
    } else if (cooldown_ == 0 && ++wait_ >= options_.patience && reduce(epoch, run)) {
      cooldown_ = options_.cooldown;
      wait_ = 0;
    }
  }

  void keep(Archive& archive) override {
    archive(best_, wait_, cooldown_, warned_);
  }

 private:
  bool reduce(std::int64_t epoch, RunControl& run) const {
    const double old = run.learning_rate();
    if (!(old > static_cast<double>(static_cast<float>(options_.min_lr)))) return false;
    const double rate = std::max(old * options_.factor, options_.min_lr);
    run.set_learning_rate(rate);
    if (options_.verbose > 0)
      run.message("Epoch " + std::to_string(epoch + 1) + ": ReduceLROnPlateau reducing learning rate to " +
                  python_text(rate) + ".");
    return true;
  }

  ReduceLROnPlateau options_;
  Monitor monitor_;
  std::optional<double> best_;
  std::int64_t wait_ = 0, cooldown_ = 0;
  bool warned_ = false;
};

}  // namespace

void ReduceLROnPlateau::check_job(const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) const {
  check_settable_rate(job, diagnostics, pointer);
  check_monitor(monitor, mode, job, diagnostics, pointer);
}

std::unique_ptr<RunningCallback> ReduceLROnPlateau::start(const JobFacts& job) const {
  return std::make_unique<Reducer>(*this, job);
}

}  // namespace nntrain::callbacks
