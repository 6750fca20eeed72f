// InverseTimeDecay: initial / (1 + decay_rate · step / decay_steps); staircase: of whole multiples only
#pragma once
#include "schedules/schedule.h"

namespace nntrain::schedules {

struct InverseTimeDecay {
  static constexpr std::string_view type = "InverseTimeDecay", summary = "Shrinks as one over the steps done.";

  double initial_learning_rate = 0.1;
  std::int64_t decay_steps = 1;
  double decay_rate = 1;
  bool staircase = false;
  std::string name = "InverseTimeDecay";

  static constexpr std::array params{
      required<&InverseTimeDecay::initial_learning_rate>("initial_learning_rate", "the rate of the first step",
                                                         non_negative)
          .example("0.1"),
      required<&InverseTimeDecay::decay_steps>("decay_steps", "steps in which the divisor grows by decay_rate",
                                               at_least_one)
          .example("1000"),
      required<&InverseTimeDecay::decay_rate>("decay_rate", "how fast the divisor grows", non_negative).example("0.9"),
      optional<&InverseTimeDecay::staircase>("staircase", "stay the same between multiples of decay_steps"),
      optional<&InverseTimeDecay::name>("name", "only for people"),
  };

  float rate(std::int64_t step) const {
    const float periods = static_cast<float>(step) / static_cast<float>(decay_steps);
    const float grown = static_cast<float>(decay_rate) * (staircase ? std::floor(periods) : periods);
    return static_cast<float>(initial_learning_rate) / (1 + grown);
  }
};

}  // namespace nntrain::schedules
