// What a profile says, in numbers for people and machines.
#pragma once
#include <string>
#include <vector>

#include "runtime/machine_limits.h"
#include "runtime/profile.h"

namespace nntrain {

struct ProfileReport {
  struct Row {  // one instruction of the program; medians of the steps
    InstructionNote note;
    double seconds = 0, waited = 0;  // waited: for other threads, before it began
    double flops = 0, bytes = 0;     // as InstructionNote counts them
  };
  std::string isa;
  int threads = 1;
  std::int64_t steps = 0;
  double batch = 0;         // samples of a step, mean
  double step_seconds = 0;  // median
  Index arena_bytes = 0;
  MachineLimits limits;     // of so many threads
  std::vector<Row> rows;    // in the program's order
};

// Measures the machine's limits, which takes a tenth of a second.
ProfileReport report_of(const Profile& profile, Team& team);

}  // namespace nntrain
