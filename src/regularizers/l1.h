// L1: penalty = l1 · sum(|w|)
#pragma once
#include "regularizers/regularizer.h"

namespace nntrain {

struct L1 {
  static constexpr std::string_view type = "L1", summary = "Pushes weights to exactly zero.";

  double l1 = 0.01;

  static constexpr std::array params{
      optional<&L1::l1>("l1", "strength", non_negative),
  };

  Tensor penalty(Tensor w) const { return sum_all(abs(w)) * l1; }
};

}  // namespace nntrain
