// The one exception of the project: thrown while building, reading and writing, caught in main.
#pragma once
#include <exception>
#include <string>
#include <utility>

namespace nntrain {

// What went wrong; the value is the process's exit code.
enum class ErrorKind {
  internal = 1,
  usage = 2,
  config = 3,
  data = 4,
  model_file = 5,
  io = 6,
  diverged = 7,
  interrupted = 130,  // by Ctrl-C
  terminated = 143,   // by kill
};

struct Error : std::exception {
  ErrorKind kind;
  std::string message;  // what was found, what was expected
  std::string where;    // "data.csv:17:3", a layer's name, or empty
  std::string hint;     // how to mend it, or empty

  Error(ErrorKind error_kind, std::string text, std::string place = {}, std::string advice = {})
      : kind(error_kind), message(std::move(text)), where(std::move(place)), hint(std::move(advice)) {}

  const char* what() const noexcept override { return message.c_str(); }
};

}  // namespace nntrain
