// Identity: y = x      any shape
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Identity {
  static constexpr std::string_view type = "Identity", summary = "Leaves its input as it is.";
  static constexpr bool supports_masking = true;
  static constexpr auto params = no_params;

  Tensor call(Builder&, Tensor x) const { return x; }
};

}  // namespace nntrain
