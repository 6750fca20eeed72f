// The time of a command from its start to its end.
#pragma once
#include <string>
#include <vector>

namespace nntrain::bench {

struct ProcessTimes {  // of each run, in seconds
  std::vector<double> elapsed, processor;
};

// Runs the command `count` times with its output thrown away. Errors: std::runtime_error if it cannot be run or fails.
ProcessTimes time_command(const std::vector<std::string>& command, const std::string& directory, int count);

}  // namespace nntrain::bench
