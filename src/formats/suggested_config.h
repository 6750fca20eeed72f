// A suggested job as a config that a person reads and changes: JSON with the reasons as // comments.
#pragma once
#include <string>

#include "suggest/suggestion.h"

namespace nntrain {

// What differs from the defaults, and what a person will want to change; each reason stands above what it is about. Ends in a
// newline. Reading it gives the suggestion's spec.
std::string suggested_config_text(const Suggestion& suggestion);

}  // namespace nntrain
