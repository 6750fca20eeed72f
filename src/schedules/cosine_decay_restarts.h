// CosineDecayRestarts: CosineDecay over and over (Loshchilov & Hutter 2016), each period t_mul times as long as the
// last and from m_mul times its rate
#pragma once
#include "schedules/schedule.h"

namespace nntrain::schedules {

struct CosineDecayRestarts {
  static constexpr std::string_view type = "CosineDecayRestarts",
                                    summary = "Goes down along half a cosine, over and over.";

  double initial_learning_rate = 0.1;
  std::int64_t first_decay_steps = 1;
  double t_mul = 2, m_mul = 1, alpha = 0;
  std::string name = "SGDRDecay";

  static constexpr std::array params{
      required<&CosineDecayRestarts::initial_learning_rate>("initial_learning_rate", "the rate of the first step",
                                                            non_negative)
          .example("0.1"),
      required<&CosineDecayRestarts::first_decay_steps>("first_decay_steps", "steps of the first period", at_least_one)
          .example("1000"),
      optional<&CosineDecayRestarts::t_mul>("t_mul", "how much longer each period is than the last", at_least_one),
      optional<&CosineDecayRestarts::m_mul>("m_mul", "how much higher each period begins than the last", non_negative),
      optional<&CosineDecayRestarts::alpha>("alpha", "the lowest rate, as part of the first", non_negative),
      optional<&CosineDecayRestarts::name>("name", "only for people"),
  };

  float rate(std::int64_t step) const {
    const float longer = static_cast<float>(t_mul);
    float fraction = static_cast<float>(step) / static_cast<float>(first_decay_steps), restarts;
    if (longer == 1) {
      restarts = std::floor(fraction);
      fraction -= restarts;
    } else {
      restarts = std::floor(std::log(1 - fraction * (1 - longer)) / std::log(longer));
      const float length = power(longer, restarts);
      fraction = (fraction - (1 - length) / (1 - longer)) / length;
    }
    const float lowest = static_cast<float>(alpha);
    const float height = power(static_cast<float>(m_mul), restarts) * half_cosine(fraction);
    return static_cast<float>(initial_learning_rate) * ((1 - lowest) * height + lowest);
  }
};

}  // namespace nntrain::schedules
