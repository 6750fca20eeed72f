#include "callbacks/early_stopping.h"

#include <algorithm>
#include <cmath>

#include "base/log.h"

namespace nntrain::callbacks {

namespace {

class Watch : public RunningCallback {
 public:
  explicit Watch(const EarlyStopping& options) : options_(options) {}

  void epoch_end(std::int64_t epoch, std::span<const EpochValue> values, RunControl& run) override {
    const EpochValue* current = monitored(values);
    if (!current || epoch < options_.start_from_epoch) return;
    higher_is_better_ =
        options_.mode == MonitorMode::max || (options_.mode == MonitorMode::automatic && current->higher_is_better);
    ++wait_;
    if (!best_ || improves(current->value, *best_)) {
      best_ = current->value;
      best_epoch_ = epoch;
      if (options_.restore_best_weights) run.save_weights();
      if (!options_.baseline || improves(current->value, *options_.baseline)) wait_ = 0;
    } else if (wait_ >= options_.patience) {
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
    run.restore_weights();
  }

 private:
  // The watched value; if there is none, null and, once, a warning.
  const EpochValue* monitored(std::span<const EpochValue> values) {
    const auto found =
        std::find_if(values.begin(), values.end(), [&](const EpochValue& v) { return v.name == options_.monitor; });
    if (found != values.end()) return &*found;
    if (!warned_) {
      std::string names;
      for (const EpochValue& v : values) names += (names.empty() ? "" : ",") + std::string(v.name);
      log_warning("Early stopping conditioned on metric `" + options_.monitor +
                  "` which is not available. Available metrics are: " + names);
    }
    warned_ = true;
    return nullptr;
  }

  // Compared in float32, as Keras does. False if either is NaN.
  bool improves(double value, double reference) const {
    const double delta = std::fabs(options_.min_delta);
    const auto threshold = static_cast<float>(reference);
    return higher_is_better_ ? static_cast<float>(value - delta) > threshold
                             : static_cast<float>(value + delta) < threshold;
  }

  EarlyStopping options_;
  bool higher_is_better_ = false, warned_ = false;
  std::optional<double> best_;
  std::int64_t best_epoch_ = 0, stopped_epoch_ = 0;  // stopped: 0 if not; the first epoch always improves
  int wait_ = 0;
};

}  // namespace

std::unique_ptr<RunningCallback> EarlyStopping::start() const { return std::make_unique<Watch>(*this); }

}  // namespace nntrain::callbacks
