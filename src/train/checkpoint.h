// A whole state of a run between two steps: all that it needs to go on as if it had never stopped.
#pragma once
#include <memory>
#include <optional>

#include "base/archive.h"
#include "train/model.h"

namespace nntrain {

// What some numbers of the data are, to find out whether they are still the same: a fingerprint of each of up to 64 blocks of rows.
struct DataPrint {
  std::string what;         // "inputs", "targets 2" where there are several; of the rows that validate or test with " (validation)" or " (test)"
  std::int64_t rows = 0, width = 0;
  std::vector<std::uint64_t> blocks;

  void keep(Archive& archive) { archive(what, rows, width, blocks); }
  bool operator==(const DataPrint&) const = default;
};

// What makes a run what it is: another job on these data, or this one on others, has other results.
struct JobIdentity {
  std::string job;  // JSON: "config", but for how many epochs and what is written; "columns", learnt from the data
  std::vector<DataPrint> data;

  void keep(Archive& archive) { archive(job, data); }
};

// How far a run is.
struct Position {
  std::int64_t epoch = 0;              // the one that is being trained, or comes next; from 0
  std::int64_t step = 0, samples = 0;  // done in it; none: it has not begun
  std::int64_t steps_done = 0;         // since the beginning
  double learning_rate = 0;
  bool stopped = false;                // by a callback: there are no more steps
  // What was done about steps whose numbers were not finite (on_nan): in this epoch, and since the beginning.
  std::int64_t skipped = 0, rolled_back = 0, all_skipped = 0, all_rolled_back = 0;
  double rate_factor = 1;              // by what rolling back has lowered the learning rate
  bool told_validation = false;        // that its loss is not finite
  double first_loss = 0;               // of the first step

  void keep(Archive& archive) { archive(epoch, step, samples, steps_done, learning_rate, stopped, skipped, rolled_back, all_skipped, all_rolled_back, rate_factor, told_validation, first_loss); }
};

// What a run has come to, but for the numbers of its State: with them it can go on from there.
struct RunPoint {
  Position position;
  History history;
  std::string rows;                    // EpochFeed::Place
  std::vector<std::string> callbacks;  // RunningCallback::keep of each
  std::string folder;                  // CheckpointFolder::keep; empty where none are written

  void keep(Archive& archive) { archive(position, history, rows, callbacks, folder); }
};

struct Checkpoint {
  JobIdentity identity;
  RunPoint point;
  std::string health;                  // Health::keep
  std::optional<RunPoint> well;        // of on_nan "rollback": what it goes back to
  std::string well_state;              // the State's bytes there
  std::vector<std::pair<std::string, std::int64_t>> variables;  // of the State, in its order: name and number of elements
  std::string_view state;              // its bytes; of the run, or of `file`
  std::shared_ptr<const std::string> file;  // what it was read from

  // All but the state.
  void keep(Archive& archive) { archive(identity, point, health, well, well_state, variables); }
};

}  // namespace nntrain
