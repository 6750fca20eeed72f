// The folder of a run's checkpoints, "step-000000000120.checkpoint" after so many steps: what stands in it, and what stays.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "callbacks/monitor.h"
#include "train/checkpoint.h"

namespace nntrain {

// The paths of those in the folder, the newest first; none where there is no folder. Throws Error{io}.
std::vector<std::string> checkpoints_in(const std::string& folder);

// Removes those, and what was not finished. Throws Error{io}.
void remove_checkpoints(const std::string& folder);

class CheckpointFolder {
 public:
  using Write = std::function<void(const std::string& path, const Checkpoint& checkpoint)>;  // whole or not at all

  // Makes the folder where there is none, and removes what a run that was killed has left half written. Throws Error{io}.
  CheckpointFolder(const CheckpointSection& settings, const std::string& monitor, const JobFacts& job, Write write);

  const std::string& monitor() const { return monitor_name_; }  // the value that tells the best

  // Writes one, and removes those that need not stay. value: the monitored one, at an epoch's end that has it. Returns its path.
  // Throws Error{io}.
  std::string write(Checkpoint& checkpoint, const double* value);

  // Which was the best, for a checkpoint.
  void keep(Archive& archive) { archive(best_, best_name_); }

 private:
  void remove_others(const std::string& newest) const;

  std::string folder_, monitor_name_;
  callbacks::Monitor monitor_;
  std::size_t num_kept_;
  Write write_;
  std::optional<double> best_;
  std::string best_name_;
};

}  // namespace nntrain
