// L1L2: penalty = l1 · sum(|w|) + l2 · sum(w²)
#pragma once
#include "regularizers/l1.h"
#include "regularizers/l2.h"

namespace nntrain {

struct L1L2 {
  static constexpr std::string_view type = "L1L2", summary = "Keeps weights small, and many at zero.";
  static constexpr std::array<std::string_view, 1> aliases{"l1_l2"};

  double l1 = 0;  // as in Keras: without strengths there is no penalty
  double l2 = 0;

  static constexpr std::array params{
      optional<&L1L2::l1>("l1", "strength of the sum of absolute values", non_negative),
      optional<&L1L2::l2>("l2", "strength of the sum of squares", non_negative),
  };

  Tensor penalty(Tensor w) const {
    if (l2 == 0 && l1 == 0) return expand(constant(*w.graph, 0), {{1}, false});
    if (l2 == 0) return L1{l1}.penalty(w);
    if (l1 == 0) return L2{l2}.penalty(w);
    return L1{l1}.penalty(w) + L2{l2}.penalty(w);
  }
};

}  // namespace nntrain
