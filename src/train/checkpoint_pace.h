// When the next checkpoint is due.
#pragma once
#include <functional>
#include <optional>

#include "graph/graph.h"
#include "network/spec.h"

namespace nntrain {

class CheckpointPace {
 public:
  // state_bytes: what one has to write, from which it is guessed how long the first one takes.
  CheckpointPace(const CheckpointSection& settings, std::uint64_t state_bytes, std::function<std::int64_t()> now_ns);

  // After each step, and at the end of each epoch. A step costs next to nothing: where the clock decides, it is looked at a hundred times a
  // second.
  bool is_due_after_step(Index steps_done) { return --steps_to_look_ <= 0 && look(steps_done); }
  bool is_due_after_epoch(Index epochs_done) const;

  // One was written just now, begun at that time of the clock.
  void wrote(std::int64_t begin_ns);
  std::int64_t now_ns() const { return now_ns_(); }

 private:
  bool look(Index steps_done);
  bool is_time(std::int64_t now_ns, std::int64_t intervals) const { return interval_ns_ && now_ns - last_ns_ >= *interval_ns_ * intervals; }

  CheckpointSection settings_;
  std::function<std::int64_t()> now_ns_;
  std::optional<std::int64_t> interval_ns_;  // none: the clock decides nothing
  std::int64_t last_ns_, look_ns_;
  Index look_step_ = 0, steps_a_look_ = 1, steps_to_look_ = 1;
};

}  // namespace nntrain
