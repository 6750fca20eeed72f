// ModelCheckpoint: writes the model, or its weights, while it is trained: after each epoch, or after every so many
// steps.
#pragma once
#include "callbacks/frequency.h"
#include "callbacks/monitor.h"

namespace nntrain::callbacks {

struct ModelCheckpoint {
  static constexpr std::string_view type = "ModelCheckpoint",
                                    summary = "Writes the model, or its weights, while it is trained.";

  std::string filepath;
  std::string monitor = "val_loss";
  int verbose = 0;
  bool save_best_only = false;
  bool save_weights_only = false;
  MonitorMode mode = MonitorMode::automatic;
  Frequency<false> save_freq;
  std::optional<double> initial_value_threshold;

  static constexpr std::array params{
      required<&ModelCheckpoint::filepath>(
          "filepath", "the file, relative to the working directory; {epoch:02d} and {val_loss:.2f} are filled in")
          .example("\"best.json\""),
      optional<&ModelCheckpoint::monitor>("monitor", "the value that tells the best, by its name in the log"),
      optional<&ModelCheckpoint::verbose>("verbose", "1: say so in the log", silent_or_not),
      optional<&ModelCheckpoint::save_best_only>("save_best_only", "write only what is better than all before"),
      optional<&ModelCheckpoint::save_weights_only>("save_weights_only",
                                                    "write the list of weights, not a whole model"),
      optional<&ModelCheckpoint::mode>("mode", "whether less or more is better; auto: as the value itself knows"),
      optional<&ModelCheckpoint::save_freq>("save_freq", "write at each epoch's end, or after every so many steps"),
      optional<&ModelCheckpoint::initial_value_threshold>("initial_value_threshold",
                                                          "with save_best_only, what the first must be better than"),
  };

  std::string check() const;
  void check_job(const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) const;
  void check_files() const;
  std::unique_ptr<RunningCallback> start(const JobFacts& job) const;
};

}  // namespace nntrain::callbacks
