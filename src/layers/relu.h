// ReLU: the activation relu with its parameters      any shape
#pragma once
#include "activations/relu.h"
#include "layers/layer.h"

namespace nntrain {

struct ReLU {
  static constexpr std::string_view type = "ReLU", summary = "Rectified linear unit: the positive part of its input.";
  static constexpr bool supports_masking = true;

  activations::Relu function;

  static constexpr std::array params{inlined<&ReLU::function>()};

  Tensor call(Builder&, Tensor x) const { return function.call(x); }
};

}  // namespace nntrain
