// sparse_plus: y = 0 if x <= -1, (x + 1)² / 4 if -1 < x < 1, else x
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct SparsePlus {
  static constexpr std::string_view type = "sparse_plus", summary = "A relu whose corner is a parabola.";
  static constexpr auto params = no_params;

  // The parabola only sees [-1, 1], so that a large x does not overflow.
  Tensor call(Tensor x) const { return square(clip(x, -1, 1) + 1.0) * 0.25 + relu(x - 1.0); }
};

}  // namespace nntrain::activations
