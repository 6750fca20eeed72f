// linear: y = x
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct Linear {
  static constexpr std::string_view type = "linear", summary = "Leaves its input as it is.";
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return x; }
};

}  // namespace nntrain::activations
