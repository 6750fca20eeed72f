// Softmax: y = exp(x) / sum(exp(x)), the sum over one axis or over several taken together      any shape
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Softmax {
  static constexpr std::string_view type = "Softmax", summary = "Turns numbers into probabilities that sum to 1.";

  OneOrMany<Index> axis{{-1}};

  static constexpr std::array params{
      optional<&Softmax::axis>("axis", "what sums to 1; 0 is the batch, -1 the last axis"),
  };

  Tensor call(Builder&, Tensor x) const {
    return over_axes(x, resolve_axes(axis.values, x.shape()), [](Tensor rows) { return softmax(rows); });
  }
};

}  // namespace nntrain
