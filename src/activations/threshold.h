// threshold: y = x if x > threshold, else default_value
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Threshold {
  static constexpr std::string_view type = "threshold", summary = "Replaces what is not above a threshold.";

  double threshold = 0, default_value = 0;

  static constexpr std::array params{
      required<&Threshold::threshold>("threshold", "values up to this are replaced").example("0.1"),
      required<&Threshold::default_value>("default_value", "what replaces them").example("0"),
  };

  Tensor call(Tensor x) const { return select(greater(x, threshold), x, constant(*x.graph, default_value)); }
};

}  // namespace nntrain::activations
