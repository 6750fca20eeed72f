// PolynomialDecay: (initial - end) · (1 - step / decay_steps) ^ power + end, the end from decay_steps on; cycle:
// decay_steps becomes its next multiple instead
#pragma once
#include <algorithm>

#include "schedules/schedule.h"

namespace nntrain::schedules {

struct PolynomialDecay {
  static constexpr std::string_view type = "PolynomialDecay",
                                    summary = "Goes from one rate to another in a line, or in a curve by its power.";

  double initial_learning_rate = 0.1;
  std::int64_t decay_steps = 1;
  double end_learning_rate = 0.0001;
  double power = 1;
  bool cycle = false;
  std::string name = "PolynomialDecay";

  static constexpr std::array params{
      required<&PolynomialDecay::initial_learning_rate>("initial_learning_rate", "the rate of the first step",
                                                        non_negative)
          .example("0.1"),
      required<&PolynomialDecay::decay_steps>("decay_steps", "steps until the end is reached", at_least_one)
          .example("1000"),
      optional<&PolynomialDecay::end_learning_rate>("end_learning_rate", "the rate at the end", non_negative),
      optional<&PolynomialDecay::power>("power", "1 is a line", non_negative),
      optional<&PolynomialDecay::cycle>("cycle", "begin again, each time from a lower rate"),
      optional<&PolynomialDecay::name>("name", "only for people"),
  };

  float rate(std::int64_t step) const {
    const float once = static_cast<float>(decay_steps), first = static_cast<float>(initial_learning_rate);
    const float last = static_cast<float>(end_learning_rate);
    const float cycles = cycle && step > 0 ? std::ceil(static_cast<float>(step) / once) : 1;
    const float all = once * cycles, done = std::min(static_cast<float>(step), all);
    return (first - last) * schedules::power(1 - done / all, static_cast<float>(power)) + last;
  }
};

}  // namespace nntrain::schedules
