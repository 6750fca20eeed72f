// sparse_sigmoid: y = 0 if x <= -1, (x + 1) / 2 if -1 < x < 1, else 1
#pragma once
#include "activations/hard_tanh.h"

namespace nntrain::activations {

struct SparseSigmoid {
  static constexpr std::string_view type = "sparse_sigmoid", summary = "sigmoid of three straight lines, steeper.";
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return (HardTanh{}.call(x) + 1.0) * 0.5; }
};

}  // namespace nntrain::activations
