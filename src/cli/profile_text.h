// A profile as people read it.
#pragma once
#include <string>

#include "runtime/profile_report.h"

namespace nntrain {

// A line for the whole step, then a table of its instructions, the longest first.
std::string profile_text(const ProfileReport& report);

// "1.25 us", "93 ns", "2.1 s".
std::string duration_text(double seconds);

}  // namespace nntrain
