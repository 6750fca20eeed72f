#include "callbacks/swap_ema_weights.h"

#include "config/diagnostics.h"

namespace nntrain::callbacks {

namespace {

class Swapper : public RunningCallback {
 public:
  explicit Swapper(bool on_epoch) : on_epoch_(on_epoch) {}

  void epoch_begin(std::int64_t, RunControl& run) override {
    if (on_epoch_) put(false, run);
  }
  void validation_begin(RunControl& run) override { put(true, run); }
  void validation_end(const Logs&, RunControl& run) override { put(false, run); }
  // The run ends by taking the averages, which after the last epoch stand in the weights. After an epoch that turns out
  // to be the last because the run was stopped it takes the weights instead, as Keras does.
  void epoch_end(std::int64_t, Logs&, RunControl& run) override {
    if (on_epoch_) put(true, run);
  }
  void last_epoch_end(RunControl& run) override {
    if (on_epoch_) run.keep_averages();
  }
  void keep(Archive& archive) override { archive(swapped_); }

 private:
  // Lets the averages stand in the weights, and the weights in the averages' place, or neither.
  void put(bool averages, RunControl& run) {
    if (averages != swapped_) run.swap_averages();
    swapped_ = averages;
  }

  bool on_epoch_;
  bool swapped_ = false;
};

}  // namespace

void SwapEMAWeights::check_job(const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) const {
  if (!job.has_averages)
    diagnostics.error(pointer, "SwapEMAWeights needs an optimizer that averages the weights",
                      "give the optimizer \"use_ema\": true");
}

std::unique_ptr<RunningCallback> SwapEMAWeights::start(const JobFacts&) const {
  return std::make_unique<Swapper>(swap_on_epoch);
}

}  // namespace nntrain::callbacks
