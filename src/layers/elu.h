// ELU: the activation elu with its parameter      any shape
#pragma once
#include "activations/elu.h"
#include "layers/layer.h"

namespace nntrain {

struct ELU {
  static constexpr std::string_view type = "ELU", summary = "Exponential linear unit: smooth, and bounded below.";
  static constexpr bool supports_masking = true;

  activations::Elu function;

  static constexpr std::array params{inlined<&ELU::function>()};

  Tensor call(Builder&, Tensor x) const { return function.call(x); }
};

}  // namespace nntrain
