// Whether several threads pay off right now. On a machine that others use too, a thread may lose its core, and all
// others wait for it at the next barrier: a step then takes ten times as long as on one thread. Since the number of
// threads does not show in the result, it may change from step to step.
#pragma once
#include <array>
#include <cstdint>

namespace nntrain {

// Runs steps in whichever way has lately been faster, all threads at first. A few steps in the other way, now and then, tell whether
// it still is: by medians, since a disturbed step says little. The longer nothing changes, the rarer they are.
class Pace {
 public:
  static constexpr std::int64_t shortest = 32, longest = 2048;  // steps from one trial to the next
  static constexpr std::size_t trial_steps = 7;

  bool together() const { return trying() != prefers_together_; }  // the next step: by all threads, or by one
  void took(double seconds);                                       // the step that together() was asked for, per sample

 private:
  using Times = std::array<double, trial_steps>;
  bool trying() const { return steps_ >= period_; }
  void end_trial(bool changes);

  bool prefers_together_ = true;
  std::int64_t steps_ = 0, period_ = shortest;  // since the last trial; until the next
  Times lately_{}, trial_{};                    // of the preferred way's last steps; of the trial's
  std::size_t tried_ = 0;
};

}  // namespace nntrain
