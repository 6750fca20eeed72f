#include "runtime/pace.h"

#include <algorithm>

namespace nntrain {

void Pace::took(double seconds) {
  double& known = together() ? all_ : alone_;
  // A single outlier must not decide: a step counts as twice the usual at most.
  if (counts()) known = known == 0 ? seconds : known + (std::min(seconds, 2 * known) - known) / 4;
  ++step_;
  if (all_ > 0 && alone_ > 0) prefers_together_ = all_ <= alone_;
}

}  // namespace nntrain
