// What callbacks that set the learning rate ask of a job.
#pragma once
#include "callbacks/callback.h"
#include "config/diagnostics.h"

namespace nntrain::callbacks {

inline void check_settable_rate(const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) {
  if (job.has_schedule)
    diagnostics.error(pointer, "this callback sets the learning rate, but the optimizer's is not one number",
                      "give the optimizer a number, or leave this callback out");
}

}  // namespace nntrain::callbacks
