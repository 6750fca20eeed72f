#include "train/checkpoint_pace.h"

#include <algorithm>
#include <limits>

namespace nntrain {

namespace {

constexpr std::int64_t second_ns = 1'000'000'000, look_every_ns = 10'000'000;

// So many times what one costs pass between two: a hundredth of the time.
std::int64_t affordable_interval(std::int64_t cost_ns) { return std::max(100 * cost_ns, second_ns); }

}  // namespace

CheckpointPace::CheckpointPace(const CheckpointSection& settings, std::uint64_t state_bytes, std::function<std::int64_t()> now_ns)
    : settings_(settings), now_ns_(std::move(now_ns)), last_ns_(now_ns_()), look_ns_(last_ns_) {
  constexpr std::int64_t a_file_ns = 20'000'000, a_byte_ns = 5;  // of a slow disk
  if (settings_.every_seconds) interval_ns_ = static_cast<std::int64_t>(std::min(*settings_.every_seconds, 1e9) * 1e9);
  else if (settings_.is_automatic()) interval_ns_ = affordable_interval(a_file_ns + a_byte_ns * static_cast<std::int64_t>(state_bytes));
}

bool CheckpointPace::look(Index steps_done) {
  bool is_due = false;
  steps_to_look_ = std::numeric_limits<Index>::max();
  if (const std::optional<Index>& every = settings_.every_steps) {
    is_due = steps_done % *every == 0;
    steps_to_look_ = *every - steps_done % *every;
  }
  if (interval_ns_) {
    const std::int64_t now = now_ns_(), wished = (steps_done - look_step_) * look_every_ns / std::max<std::int64_t>(now - look_ns_, 1);
    steps_a_look_ = std::clamp<Index>(wished, 1, 2 * steps_a_look_);
    steps_to_look_ = std::min(steps_to_look_, steps_a_look_);
    look_step_ = steps_done;
    look_ns_ = now;
    is_due |= is_time(now, settings_.is_automatic() ? 2 : 1);  // an epoch's end, which has values, is waited for a while
  }
  return is_due;
}

bool CheckpointPace::is_due_after_epoch(Index epochs_done) const {
  return (settings_.every_epochs && epochs_done % *settings_.every_epochs == 0) || is_time(now_ns_(), 1);
}

void CheckpointPace::wrote(std::int64_t begin_ns) {
  last_ns_ = look_ns_ = now_ns_();
  if (settings_.is_automatic()) interval_ns_ = affordable_interval(last_ns_ - begin_ns);
}

}  // namespace nntrain
