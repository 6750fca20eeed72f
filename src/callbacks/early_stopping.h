// EarlyStopping: ends the run when the monitored value has not improved for `patience` epochs, as Keras does.
#pragma once
#include "callbacks/monitor.h"

namespace nntrain::callbacks {

struct EarlyStopping {
  static constexpr std::string_view type = "EarlyStopping", summary = "Ends the run when a value no longer improves.";

  std::string monitor = "val_loss";
  double min_delta = 0;
  int patience = 0;
  int verbose = 0;
  MonitorMode mode = MonitorMode::automatic;
  std::optional<double> baseline;
  bool restore_best_weights = false;
  int start_from_epoch = 0;

  static constexpr std::array params{
      optional<&EarlyStopping::monitor>("monitor", "the value that is watched, by its name in the log"),
      optional<&EarlyStopping::min_delta>("min_delta", "a smaller change (by size) is no improvement"),
      optional<&EarlyStopping::patience>("patience", "how many epochs without improvement end the run", non_negative),
      optional<&EarlyStopping::verbose>("verbose", "1: say so in the log", silent_or_not),
      optional<&EarlyStopping::mode>("mode", "whether less or more is better; auto: as the value itself knows"),
      optional<&EarlyStopping::baseline>("baseline", "an improvement must also beat this to renew the patience"),
      optional<&EarlyStopping::restore_best_weights>("restore_best_weights", "end with the weights of the best epoch"),
      optional<&EarlyStopping::start_from_epoch>("start_from_epoch", "how many epochs are not watched", non_negative),
  };

  void check_job(const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) const;
  std::unique_ptr<RunningCallback> start(const JobFacts& job) const;
};

}  // namespace nntrain::callbacks
