// Schedules: the learning rate as a function of the steps done, as an optimizer's "learning_rate". One file each; the
// list is registry.cpp: Keras' own six (its seventh, LearningRateSchedule, is the class they are made from).
#pragma once
#include <cmath>
#include <cstdint>
#include <string>

#include "config/component.h"

namespace nntrain {

struct ScheduleKind : Kind {
  // The rate of the step that comes after `step` others. Computed in float32, as Keras does.
  float (*rate)(const void* self, std::int64_t step);
};
struct ScheduleFamily {
  static constexpr std::string_view name = "schedule";
  static std::span<const ScheduleKind> kinds();
};
using Schedule = Component<ScheduleFamily>;

namespace schedules {

// base ^ exponent, correctly rounded.
inline float power(float base, float exponent) {
  return static_cast<float>(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
}

// From 1 at 0 down to 0 at 1, along half a cosine.
inline float half_cosine(float fraction) {
  constexpr float pi = 3.14159265F;
  return 0.5F * (1 + std::cos(pi * fraction));
}

}  // namespace schedules

}  // namespace nntrain
