// Whether several threads pay off right now. On a machine that others use too, a thread may lose its core, and all
// others wait for it at the next barrier: a step then takes ten times as long as on one thread. Since the number of
// threads does not show in the result, it may change from step to step.
#pragma once
#include <cstdint>

namespace nntrain {

// Runs steps in whichever way has lately been faster, and now and then two in the other way, to see.
class Pace {
 public:
  static constexpr std::int64_t period = 256;  // steps from one trial to the next

  bool together() const { return trial() != prefers_together_; }  // the next step: by all threads, or by one
  void took(double seconds);                                      // the step that together() was asked for, per sample

 private:
  // The first two steps warm up, and the first of a trial wakes threads: they are not counted.
  bool trial() const { return step_ % period == 3 || step_ % period == 4; }
  bool counts() const { return step_ > 1 && step_ % period != 3; }

  std::int64_t step_ = 0;
  bool prefers_together_ = true;
  double alone_ = 0, all_ = 0;  // smoothed times; 0: not known yet
};

}  // namespace nntrain
