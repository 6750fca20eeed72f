// SwapEMAWeights: validation sees the averages of the weights that an optimizer with use_ema keeps, and with
// swap_on_epoch so do the callbacks after this one at an epoch's end.
#pragma once
#include "callbacks/callback.h"

namespace nntrain::callbacks {

struct SwapEMAWeights {
  static constexpr std::string_view type = "SwapEMAWeights",
                                    summary = "Validates the averages of the weights (an optimizer's use_ema).";

  bool swap_on_epoch = false;

  static constexpr std::array params{
      optional<&SwapEMAWeights::swap_on_epoch>(
          "swap_on_epoch",
          "callbacks after this one see the averages, too; a run that is stopped does not end with them"),
  };

  void check_job(const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) const;
  std::unique_ptr<RunningCallback> start(const JobFacts& job) const;
};

}  // namespace nntrain::callbacks
