// softmax: y = exp(x) / sum(exp(x)), the sum over `axis`
#pragma once
#include "activations/activation.h"
#include "graph/axes.h"

namespace nntrain::activations {

struct Softmax {
  static constexpr std::string_view type = "softmax", summary = "Turns numbers into probabilities that sum to 1.";

  Index axis = -1;

  static constexpr std::array params{
      optional<&Softmax::axis>("axis", "what sums to 1; 0 is the batch, -1 the last axis"),
  };

  Tensor call(Tensor x) const {
    const Index resolved = resolve_axis(axis, x.shape());
    return over_axes(x, std::span(&resolved, 1), [](Tensor rows) { return nntrain::softmax(rows); });
  }
};

}  // namespace nntrain::activations
