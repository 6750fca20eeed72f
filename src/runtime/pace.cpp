#include "runtime/pace.h"

#include <algorithm>

namespace nntrain {

namespace {

constexpr std::int64_t waking = 2;  // steps of a trial that do not count: threads wake, caches fill

double median(auto times) {
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  return times[times.size() / 2];
}

}  // namespace

void Pace::took(double seconds) {
  if (!trying()) {
    lately_[static_cast<std::size_t>(steps_) % trial_steps] = seconds;
    ++steps_;
    return;
  }
  if (steps_++ < period_ + waking) return;
  trial_[tried_++] = seconds;
  const double usual = median(lately_);
  // Three steps far beyond the usual decide, too: the rest would only be lost.
  if (std::count_if(trial_.begin(), trial_.begin() + static_cast<std::ptrdiff_t>(tried_), [&](double t) { return t > 2 * usual; }) == 3)
    end_trial(false);
  else if (tried_ == trial_steps)
    end_trial(median(trial_) < usual);
}

void Pace::end_trial(bool changes) {
  if (changes) {
    prefers_together_ = !prefers_together_;
    lately_ = trial_;
  }
  period_ = changes ? shortest : std::min(2 * period_, longest);
  steps_ = 0;
  tried_ = 0;
}

}  // namespace nntrain
