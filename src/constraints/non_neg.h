// NonNeg: w = max(w, 0)
#pragma once
#include "constraints/constraint.h"

namespace nntrain {

struct NonNeg {
  static constexpr std::string_view type = "NonNeg", summary = "No weight below zero.";
  static constexpr auto params = no_params;

  Tensor allowed(Tensor w) const { return maximum(w, 0.0); }
};

}  // namespace nntrain
