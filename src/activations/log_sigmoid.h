// log_sigmoid: y = log(1 / (1 + exp(-x)))
#pragma once
#include "activations/activation.h"

namespace nntrain::activations {

struct LogSigmoid {
  static constexpr std::string_view type = "log_sigmoid", summary = "Logarithm of sigmoid, without underflow.";
  static constexpr auto params = no_params;

  Tensor call(Tensor x) const { return -nntrain::softplus(-x); }
};

}  // namespace nntrain::activations
