// Watches over a run's State: whether its numbers are finite, and the last copy of it of which that is known.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "compiler/state.h"

namespace nntrain {

class StateGuard {
 public:
  // Watches all variables (weights, running statistics, what optimizers keep) but `totals`, those of losses and metrics: a metric may
  // be NaN and harm nothing. The State must be allocated and outlive the guard.
  StateGuard(const State& state, const std::set<std::string>& totals);

  // Whether all that is watched is. Goes through it once; allocates nothing.
  bool is_finite() const;

  // Copies all of the State, and copies it back. The copy takes as much memory again, from the first one on.
  void keep();
  void restore() const;
  std::span<const std::byte> kept() const { return {copy_.get(), state_.bytes().size()}; }

 private:
  struct Range {  // of the State's bytes
    std::size_t begin, end;
  };
  const State& state_;
  std::vector<Range> watched_;
  AlignedBlock copy_;
};

}  // namespace nntrain
