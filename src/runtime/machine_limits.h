// What this machine can do at most, measured now: what times of a program are held against.
#pragma once
#include "graph/op_kind.h"
#include "runtime/team.h"

namespace nntrain {

struct MachineLimits {
  double flops = 0;         // floating-point operations a second of `threads` cores that do nothing else, in registers
  double memory_bytes = 0;  // bytes a second that `threads` cores read and write together, from and to the memory
};

// Takes about 0.1 s. threads <= team.size(). The instruction set is the table's.
MachineLimits measure_limits(const OpTable& table, Team& team, int threads);

}  // namespace nntrain
