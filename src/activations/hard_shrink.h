// hard_shrink: y = x if |x| > threshold, else 0
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct HardShrink {
  static constexpr std::string_view type = "hard_shrink", summary = "Makes what is near zero zero.";

  double threshold = 0.5;

  static constexpr std::array params{
      optional<&HardShrink::threshold>("threshold", "how near"),
  };

  Tensor call(Tensor x) const { return select(greater(abs(x), threshold), x, constant(*x.graph, 0)); }
};

}  // namespace nntrain::activations
