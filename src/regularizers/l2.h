// L2: penalty = l2 · sum(w²)
#pragma once
#include "regularizers/regularizer.h"

namespace nntrain {

struct L2 {
  static constexpr std::string_view type = "L2", summary = "Keeps weights small.";

  double l2 = 0.01;

  static constexpr std::array params{
      optional<&L2::l2>("l2", "strength", non_negative),
  };

  Tensor penalty(Tensor w) const { return sum_all(square(w)) * l2; }
};

}  // namespace nntrain
