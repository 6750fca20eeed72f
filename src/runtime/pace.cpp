#include "runtime/pace.h"

#include <algorithm>

namespace nntrain {

void Pace::took(double seconds) {
  if (!trying()) return took_as_preferred(seconds);
  if (steps_++ < period_ + waking) return;
  tried_ += seconds;
  const double usual = sum_ / static_cast<double>(period_);
  if (tried_ > 3 * counted * usual) end_trial(false);  // the rest would only be lost
  else if (steps_ == period_ + waking + counted) end_trial(tried_ < counted * usual);
}

void Pace::took_as_preferred(double seconds) {
  constexpr std::int64_t some = 16;
  sum_ += seconds;
  block_ += seconds;
  if (++steps_ % some != 0) return;
  const auto before = static_cast<double>(steps_ - some);
  if (steps_ > shortest && block_ * before > 2 * some * (sum_ - block_)) {  // slower than before: that is the usual now
    period_ = steps_;
    sum_ = block_ / some * static_cast<double>(steps_);
  }
  block_ = 0;
}

void Pace::end_trial(bool changes) {
  if (changes && prefers_together_) alone_for_ = confirmed_ > 0 ? shortest : std::min(2 * alone_for_, longest);
  if (changes) prefers_together_ = !prefers_together_;
  confirmed_ = changes ? 0 : confirmed_ + 1;
  period_ = !changes ? std::min(2 * std::max(period_, shortest), longest) : prefers_together_ ? shortest : alone_for_;
  steps_ = 0;
  sum_ = block_ = tried_ = 0;
}

}  // namespace nntrain
