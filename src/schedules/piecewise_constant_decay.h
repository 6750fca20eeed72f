// PiecewiseConstantDecay: values[0] up to and including step boundaries[0], then values[1], ..., the last value in the
// end
#pragma once
#include <algorithm>
#include <vector>

#include "schedules/schedule.h"

namespace nntrain::schedules {

struct PiecewiseConstantDecay {
  static constexpr std::string_view type = "PiecewiseConstantDecay",
                                    summary = "A rate of its own for each stretch of steps.";

  std::vector<std::int64_t> boundaries;
  std::vector<double> values;
  std::string name = "PiecewiseConstant";

  static constexpr std::array params{
      required<&PiecewiseConstantDecay::boundaries>("boundaries", "the last step of each stretch but the last one",
                                                    non_negative)
          .example("[1000, 2000]"),
      required<&PiecewiseConstantDecay::values>("values", "the rate of each stretch: one more than boundaries",
                                                non_negative)
          .example("[0.1, 0.01, 0.001]"),
      optional<&PiecewiseConstantDecay::name>("name", "only for people"),
  };
  std::string check() const {
    if (boundaries.empty()) return "boundaries must not be an empty list; one rate is a number by itself";
    if (!std::is_sorted(boundaries.begin(), boundaries.end())) return "boundaries must increase";
    if (values.size() == boundaries.size() + 1) return "";
    return "values must have one number more than boundaries; got " + std::to_string(values.size()) + " values and " +
           std::to_string(boundaries.size()) + " boundaries";
  }

  float rate(std::int64_t step) const {
    const auto stretch = std::lower_bound(boundaries.begin(), boundaries.end(), step) - boundaries.begin();
    return static_cast<float>(values[static_cast<std::size_t>(stretch)]);
  }
};

}  // namespace nntrain::schedules
