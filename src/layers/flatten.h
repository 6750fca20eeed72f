// Flatten: (B, ...) -> (B, n), the same numbers in the same order
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Flatten {
  static constexpr std::string_view type = "Flatten", summary = "Makes each sample a vector.";
  static constexpr auto params = no_params;

  Tensor call(Builder&, Tensor x) const { return reshape(x, per_sample({x.shape().size()})); }
};

}  // namespace nntrain
