// ExponentialDecay: initial · decay_rate ^ (step / decay_steps); staircase: of whole multiples only
#pragma once
#include "schedules/schedule.h"

namespace nntrain::schedules {

struct ExponentialDecay {
  static constexpr std::string_view type = "ExponentialDecay",
                                    summary = "Shrinks by the same factor every so many steps.";

  double initial_learning_rate = 0.1;
  std::int64_t decay_steps = 1;
  double decay_rate = 1;
  bool staircase = false;
  std::string name = "ExponentialDecay";

  static constexpr std::array params{
      required<&ExponentialDecay::initial_learning_rate>("initial_learning_rate", "the rate of the first step",
                                                         non_negative)
          .example("0.1"),
      required<&ExponentialDecay::decay_steps>("decay_steps", "steps in which it shrinks by decay_rate", at_least_one)
          .example("1000"),
      required<&ExponentialDecay::decay_rate>("decay_rate", "the factor", non_negative).example("0.9"),
      optional<&ExponentialDecay::staircase>("staircase", "stay the same between multiples of decay_steps"),
      optional<&ExponentialDecay::name>("name", "only for people"),
  };

  float rate(std::int64_t step) const {
    const float periods = static_cast<float>(step) / static_cast<float>(decay_steps);
    const float exponent = staircase ? std::floor(periods) : periods;
    return static_cast<float>(initial_learning_rate) * power(static_cast<float>(decay_rate), exponent);
  }
};

}  // namespace nntrain::schedules
