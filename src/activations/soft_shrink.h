// soft_shrink: y = x - threshold if x > threshold, x + threshold if x < -threshold, else 0
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct SoftShrink {
  static constexpr std::string_view type = "soft_shrink", summary = "Moves its input towards zero, and no further.";

  double threshold = 0.5;

  static constexpr std::array params{
      optional<&SoftShrink::threshold>("threshold", "how far", non_negative),
  };

  Tensor call(Tensor x) const { return relu(x - threshold) - relu(-threshold - x); }
};

}  // namespace nntrain::activations
