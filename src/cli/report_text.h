// A report as people read it.
#pragma once
#include <span>
#include <string>

#include "train/report.h"

namespace nntrain {

// An empty line, a table of all targets that are numbers, then the reports of those that are classes. values: of the
// same evaluation; a log loss that shows the same digits as one of them is not told again. columns: of the terminal; 0:
// unknown. More than 20 classes are told by the worst and the most confused ones.
std::string report_text(const Report& report, std::span<const NamedValue> values, int columns);

}  // namespace nntrain
