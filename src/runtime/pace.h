// Whether several threads pay off right now. On a machine that others use too, a thread may lose its core, and all
// others wait for it at the next barrier: a step then takes ten times as long as on one thread. Since the number of
// threads does not show in the result, it may change from step to step.
#pragma once
#include <cstdint>

namespace nntrain {

// Runs steps in whichever way has lately been faster, all threads at first. A few steps in the other way, now and then, tell whether
// it still is: by means, since a thread that loses its core now and then makes few steps very slow. The longer nothing changes, the
// rarer they are; where steps have become slower they come at once.
class Pace {
 public:
  static constexpr std::int64_t shortest = 32, longest = 2048;  // steps from one trial to the next
  static constexpr std::int64_t waking = 2, counted = 7;        // of a trial: threads wake, caches fill; then times count

  bool together() const { return trying() != prefers_together_; }  // the next step: by all threads, or by one
  void took(double seconds);                                       // the step that together() was asked for, per sample

 private:
  bool trying() const { return steps_ >= period_; }
  void took_as_preferred(double seconds);
  void end_trial(bool changes);

  bool prefers_together_ = true;
  std::int64_t steps_ = 0, period_ = shortest;       // since the last trial; until the next
  std::int64_t alone_for_ = shortest;                // how long to be alone the next time: longer after each vain change
  std::int64_t confirmed_ = 0;                       // trials that left all as it is
  double sum_ = 0, block_ = 0, tried_ = 0;           // seconds: in the preferred way, of the last few of them, of the trial
};

}  // namespace nntrain
