// sparsemax: y = max(x - tau, 0), tau a threshold of each row (ops/sparsemax.cpp): as softmax, but with exact zeros
#pragma once
#include "activations/activation.h"
#include "graph/axes.h"

namespace nntrain::activations {

struct Sparsemax {
  static constexpr std::string_view type = "sparsemax",
                                    summary = "As softmax, but most of it exactly 0; with Keras' threshold.";

  Index axis = -1;

  static constexpr std::array params{
      optional<&Sparsemax::axis>("axis", "what a threshold is found for; -1 is the last axis"),
  };

  Tensor call(Tensor x) const {
    const Index resolved = resolve_axis(axis, x.shape());
    return over_axes(x, std::span(&resolved, 1), [](Tensor rows) { return nntrain::sparsemax(rows); });
  }
};

}  // namespace nntrain::activations
