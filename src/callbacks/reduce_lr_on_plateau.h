// ReduceLROnPlateau: multiplies the learning rate by `factor` when the monitored value has not improved for `patience`
// epochs.
#pragma once
#include "callbacks/monitor.h"

namespace nntrain::callbacks {

struct ReduceLROnPlateau {
  static constexpr std::string_view type = "ReduceLROnPlateau",
                                    summary = "Lowers the learning rate when a value no longer improves.";

  std::string monitor = "val_loss";
  double factor = 0.1;
  int patience = 10;
  int verbose = 0;
  MonitorMode mode = MonitorMode::automatic;
  double min_delta = 1e-4;
  int cooldown = 0;
  double min_lr = 0;

  static constexpr std::array params{
      optional<&ReduceLROnPlateau::monitor>("monitor", "the value that is watched, by its name in the log"),
      optional<&ReduceLROnPlateau::factor>("factor", "what the learning rate is multiplied by", fraction),
      optional<&ReduceLROnPlateau::patience>("patience", "how many epochs without improvement lower it", non_negative),
      optional<&ReduceLROnPlateau::verbose>("verbose", "1: say so in the log", silent_or_not),
      optional<&ReduceLROnPlateau::mode>("mode", "whether less or more is better; auto: as the value itself knows"),
      optional<&ReduceLROnPlateau::min_delta>("min_delta", "a smaller change (by size) is no improvement"),
      optional<&ReduceLROnPlateau::cooldown>("cooldown", "how many epochs after lowering it are not counted",
                                             non_negative),
      optional<&ReduceLROnPlateau::min_lr>("min_lr", "the learning rate does not go below", non_negative),
  };

  void check_job(const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) const;
  std::unique_ptr<RunningCallback> start(const JobFacts& job) const;
};

}  // namespace nntrain::callbacks
