// What EarlyStopping, ModelCheckpoint and ReduceLROnPlateau share: a value that is watched, and when it has improved.
#pragma once
#include <optional>

#include "callbacks/callback.h"

namespace nntrain {

namespace callbacks {
enum class MonitorMode { automatic, min, max };
}
template <>
inline constexpr std::array<std::string_view, 3> enum_names<callbacks::MonitorMode>{"auto", "min", "max"};

namespace callbacks {

inline constexpr Range silent_or_not{0, 1, false, false, "0 or 1"};

// Reports a value that "auto" cannot know the direction of, at pointer/monitor. (With a mode of its own Keras takes any
// name, and warns at each epoch's end that has no such value.)
void check_monitor(const std::string& name, MonitorMode mode, const JobFacts& job, Diagnostics& diagnostics,
                   const std::string& pointer);

// A value of the validation, which the job does not have; and how it gets one.
inline bool needs_validation(const std::string& name, const JobFacts& job) {
  return name.starts_with("val_") && job.validated == Validated::never;
}
inline constexpr std::string_view how_to_validate = "validate, by validation_split or validation_data";

class Monitor {
 public:
  // An improvement is one of more than min_delta, by size.
  Monitor(const std::string& name, MonitorMode mode, double min_delta, const JobFacts& job);

  // Compared in float32, as Keras does. False if either is NaN; true where there is nothing to compare with.
  bool improves(double value, const std::optional<double>& reference) const;

 private:
  bool higher_is_better_;
  double min_delta_;
};

}  // namespace callbacks

}  // namespace nntrain
