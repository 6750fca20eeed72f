// CosineDecay: initial · ((1 - α) (1 + cos(π step / decay_steps)) / 2 + α), α · initial from decay_steps on. With a
// warmup_target the rate first goes in a line from initial to it, in warmup_steps, and decays from there.
#pragma once
#include <algorithm>
#include <optional>

#include "schedules/schedule.h"

namespace nntrain::schedules {

struct CosineDecay {
  static constexpr std::string_view type = "CosineDecay",
                                    summary = "Goes down along half a cosine, after a warm-up if one is wanted.";

  double initial_learning_rate = 0.1;
  std::int64_t decay_steps = 1;
  double alpha = 0;
  std::optional<double> warmup_target;
  std::int64_t warmup_steps = 0;
  std::string name = "CosineDecay";

  static constexpr std::array params{
      required<&CosineDecay::initial_learning_rate>("initial_learning_rate", "the rate of the first step", non_negative)
          .example("0.1"),
      required<&CosineDecay::decay_steps>("decay_steps", "steps of the decay", at_least_one).example("1000"),
      optional<&CosineDecay::alpha>("alpha", "the rate in the end, as part of the largest", non_negative),
      optional<&CosineDecay::warmup_target>("warmup_target", "the rate after the warm-up; null for none", non_negative),
      optional<&CosineDecay::warmup_steps>("warmup_steps", "steps of the warm-up", non_negative),
      optional<&CosineDecay::name>("name", "only for people"),
  };

  float rate(std::int64_t step) const {
    const float first = static_cast<float>(initial_learning_rate), done = static_cast<float>(step);
    if (!warmup_target) return decayed(first, done);
    const float target = static_cast<float>(*warmup_target), warmup = static_cast<float>(warmup_steps);
    return done < warmup ? (target - first) * (done / warmup) + first : decayed(target, done - warmup);
  }

 private:
  float decayed(float from, float done) const {
    const float fraction = std::min(done / static_cast<float>(decay_steps), 1.0F);
    return from * (static_cast<float>(1 - alpha) * half_cosine(fraction) + static_cast<float>(alpha));
  }
};

}  // namespace nntrain::schedules
