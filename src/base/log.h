// What the program has to say besides its results: warnings and errors, on stderr. In colour on a terminal, unless the
// environment says NO_COLOR.
#pragma once
#include <string_view>

#include "base/error.h"

namespace nntrain {

// Writes "where: warning: message", or "warning: message" when `where` is empty. The message may have several lines.
void log_warning(std::string_view message, std::string_view where = {});

// Writes "where: error: message" and, below it, "  hint: ..." when there is one.
void log_error(const Error& error);

}  // namespace nntrain
