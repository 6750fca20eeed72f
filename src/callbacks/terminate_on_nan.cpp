#include "callbacks/terminate_on_nan.h"

#include <cmath>

#include "base/error.h"
#include "callbacks/python_text.h"

namespace nntrain::callbacks {

namespace {

class Terminator : public RunningCallback {
 public:
  explicit Terminator(bool raises) : raises_(raises) {}

  bool wants_steps() const override { return true; }
  bool handles_divergence() const override { return true; }

  void step_end(std::int64_t step, RunControl& run) override {
    const double loss = run.loss_so_far();
    if (std::isfinite(loss)) return;
    const std::string batch = std::to_string(step);
    if (raises_)
      throw Error(ErrorKind::diverged, "NaN or Inf loss encountered at batch " + batch + ". Loss value: " +
                                           python_text(loss) + ". Terminating training immediately.");
    run.message("Batch " + batch + ": Invalid loss, terminating training");
    run.stop();
  }

 private:
  bool raises_;
};

}  // namespace

std::unique_ptr<RunningCallback> TerminateOnNaN::start(const JobFacts&) const {
  return std::make_unique<Terminator>(raise_error);
}

}  // namespace nntrain::callbacks
