// The checkpoint file, little endian:
//
//   checkpoint_begin
//   uint64   length of the head
//   uint64   length of the state
//   head     Checkpoint::keep (base/archive.h): what the job was, how far it is, its history, what callbacks have counted
//   state    the run's State: weights, the optimizer's slots, sums of losses and metrics, as they lie in memory
//   uint64   fingerprint of the head
//   uint64   fingerprint of the state
//
// No time and no path is in it: two equal runs write equal bytes.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "train/checkpoint.h"

namespace nntrain {

// The last word counts what has changed about the file.
inline constexpr std::string_view checkpoint_name = "nntrain checkpoint ", checkpoint_begin = "nntrain checkpoint 3\n";

// Whole or not at all, and on the disk when it returns. Throws Error{io}.
void write_checkpoint(const std::string& path, const Checkpoint& checkpoint);

// Throws Error{io}; Error{model_file} where it is torn or no checkpoint, or of another version.
Checkpoint read_checkpoint(const std::string& path);
Checkpoint parse_checkpoint(std::string bytes);

// What makes a run what it is, as JSON (JobIdentity::job).
std::string job_text(const Spec& spec, const Columns& columns);

struct FoundCheckpoint {
  std::string path;
  Checkpoint checkpoint;
};
// The newest whole one in a folder; none where there is no checkpoint at all. Tells `warning` of each that is not whole. Throws
// Error{model_file} where none is.
std::optional<FoundCheckpoint> newest_checkpoint(const std::string& folder, const std::function<void(const std::string&)>& warning);

}  // namespace nntrain
