// What is found by looking at a job before its first step.
#pragma once
#include <string>
#include <vector>

#include "base/error.h"

namespace nntrain {

enum class Severity { error, warning };  // an error: fit would end with it

struct Finding {
  Severity severity = Severity::warning;
  ErrorKind kind = ErrorKind::config;  // what is to be mended
  std::string where;                   // a JSON pointer of the config, a layer's name, a place in a file ("data.csv:17:3"), or empty
  std::string message;                 // what was found, and what it does
  std::string hint;                    // what to write instead, or empty
  std::string pointer = {};            // of the config, once `where` is its place in the text
};
using Findings = std::vector<Finding>;

inline Finding error_found(const Error& error) { return {Severity::error, error.kind, error.where, error.message, error.hint}; }

}  // namespace nntrain
