// An error as one text that a test can compare whole.
#pragma once
#include <string>

#include "base/error.h"

namespace nntrain {

// Runs `action` and gives what it throws as "kind where: message | hint" (kind as exit code); "no error" when it does
// not.
template <class Action>
std::string error_text(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return std::to_string(static_cast<int>(error.kind)) + " " + error.where + ": " + error.message +
           (error.hint.empty() ? "" : " | " + error.hint);
  }
  return "no error";
}

}  // namespace nntrain
