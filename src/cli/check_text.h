// What a check has found, as people read it.
#pragma once
#include <string>

#include "train/check.h"

namespace nntrain {

// How large the job is and how its first steps went, a line each; without the time, which differs from run to run.
std::string size_text(const JobSize& size);

// "about 3s - 12us/step": what an epoch takes.
std::string time_text(const Trial& trial);

}  // namespace nntrain
