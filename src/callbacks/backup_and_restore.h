// BackupAndRestore: an interrupted run goes on by itself when it is started again.
//
// In a run it does nothing. It asks for checkpoints (train/checkpoint.h), for going on from the newest, and, once the model is written, for
// their removal: whoever starts the run does that, as for --checkpoint-dir and --resume.
#pragma once
#include <algorithm>

#include "callbacks/callback.h"
#include "callbacks/frequency.h"

namespace nntrain::callbacks {

struct BackupAndRestore {
  static constexpr std::string_view type = "BackupAndRestore",
                                    summary = "Writes whole states of the run; started again, an interrupted run goes on from the newest.";

  std::string backup_dir;
  Frequency<false> save_freq;
  bool double_checkpoint = false, delete_checkpoint = true;

  static constexpr std::array params{
      required<&BackupAndRestore::backup_dir>("backup_dir", "the folder they go to, of this run alone; relative to the working directory").example("\"backup\""),
      optional<&BackupAndRestore::save_freq>("save_freq", "write one at each epoch's end, or after every so many steps"),
      optional<&BackupAndRestore::double_checkpoint>("double_checkpoint", "keep the last two"),
      optional<&BackupAndRestore::delete_checkpoint>("delete_checkpoint", "remove them when the run has come to its end and the model is written"),
  };

  std::string check() const { return backup_dir.empty() ? "expected a backup_dir" : ""; }
  std::unique_ptr<RunningCallback> start(const JobFacts&) const { return std::make_unique<RunningCallback>(); }
};

inline bool is_backup(const Callback& callback) { return callback.as<BackupAndRestore>() != nullptr; }

// The one among them; null: none.
inline const BackupAndRestore* backup_among(std::span<const Callback> callbacks) {
  const auto found = std::ranges::find_if(callbacks, is_backup);
  return found == callbacks.end() ? nullptr : found->as<BackupAndRestore>();
}

}  // namespace nntrain::callbacks
