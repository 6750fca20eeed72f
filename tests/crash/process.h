// nntrain as a process of its own, in a folder of its own, with faults that are put in its way.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace nntrain::test {

struct Fault {
  std::string calls;  // faults.cpp's FAULTS_CALLS
  long at = 0;
  std::string how;
};

struct Outcome {
  int code = 0;         // what it ended with
  bool killed = false;  // by a signal, `code`
  long calls = 0;       // how many of Fault::calls there were
  std::string out, errors;
};

// Runs the words as a command of nntrain in the current folder, and waits. kill_after: it is killed (SIGKILL) then, if it still runs.
Outcome nntrain_process(const std::vector<std::string>& words, const std::optional<Fault>& fault = std::nullopt,
                        std::optional<std::chrono::microseconds> kill_after = std::nullopt);

// How often something is tried: what the variable says, else `light`.
long number_of(const char* variable, long light);

}  // namespace nntrain::test
