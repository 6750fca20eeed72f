// `--set optimizer.learning_rate=0.01`: a value of the config given on the command line.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostics.h"
#include "config/value.h"

namespace nntrain {

struct Override {
  std::vector<std::string> path;  // {"optimizer", "learning_rate"}
  std::string pointer;            // "/optimizer/learning_rate"
  std::string value;              // "0.01": JSON if it is that, else a string
};

// Throws Error{usage} when it is not path=value. A path's parts stand between dots; a list's items are numbers from 0.
Override parse_override(std::string_view argument);

// Sets the values of the diagnostics' source in its parsed JSON, in order. What lies on the path and is missing becomes
// an object, a name becomes the object it stands for ("adam" -> {"type": "adam"}); what cannot be set is reported.
// Then, where a key is still missing, sets what the source says is assumed.
void apply_overrides(Json& json, Diagnostics& diagnostics);

}  // namespace nntrain
