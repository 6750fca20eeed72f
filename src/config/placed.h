// A diagnostic with its place in the config found out, for whoever tells it among other things.
#pragma once
#include "config/diagnostics.h"

namespace nntrain {

struct Placed {
  std::size_t offset;  // byte in the text; its end where the place is none of it
  std::string place;   // "bad.json:4:67", "--set epochs=x", or empty
  std::string body;    // "/pointer: message", source line, caret and hint; ends in a newline
};

// Of many errors so many are told: for each, the text is searched from its start.
inline constexpr std::size_t most_told = 100;

Placed placed(const ConfigSource& source, const Diagnostic& diagnostic);

}  // namespace nntrain
