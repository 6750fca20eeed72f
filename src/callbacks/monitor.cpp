#include "callbacks/monitor.h"

#include <cmath>

#include "base/text.h"
#include "config/diagnostics.h"

namespace nntrain::callbacks {

void check_monitor(const std::string& name, MonitorMode mode, const JobFacts& job, Diagnostics& diagnostics,
                   const std::string& pointer) {
  if (mode != MonitorMode::automatic || job.find(name)) return;
  std::vector<std::string> names;
  for (const std::string prefix : {"", "val_"})
    for (const JobFacts::Value& value : job.values)
      if (prefix.empty() || job.validated != Validated::never) names.push_back(prefix + value.name);
  const std::string near = nearest(name, std::span<const std::string>(names));
  const std::string hint = needs_validation(name, job) ? std::string(how_to_validate) : "";
  diagnostics.error(child_pointer(pointer, "monitor"),
                    "no value of the log is called " + quoted(name) + (names.size() == 1 ? "; there is " : "; there are ") +
                        list_of(names, "and"),
                    near.empty() ? hint : "did you mean " + quoted(near) + "?");
}

Monitor::Monitor(const std::string& name, MonitorMode mode, double min_delta, const JobFacts& job)
    : higher_is_better_(mode == MonitorMode::max), min_delta_(std::fabs(min_delta)) {
  if (const JobFacts::Value* known = job.find(name); known && mode == MonitorMode::automatic)
    higher_is_better_ = known->higher_is_better;
}

bool Monitor::improves(double value, const std::optional<double>& reference) const {
  if (!reference) return true;
  const auto threshold = static_cast<float>(*reference);
  return higher_is_better_ ? static_cast<float>(value - min_delta_) > threshold
                           : static_cast<float>(value + min_delta_) < threshold;
}

}  // namespace nntrain::callbacks
