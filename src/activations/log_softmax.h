// log_softmax: y = x - log(sum(exp(x))), the sum over `axis`
#pragma once
#include "activations/activation.h"
#include "graph/axes.h"

namespace nntrain::activations {

struct LogSoftmax {
  static constexpr std::string_view type = "log_softmax", summary = "Logarithm of softmax, without underflow.";

  Index axis = -1;

  static constexpr std::array params{
      optional<&LogSoftmax::axis>("axis", "what exp of sums to 1; -1 is the last axis"),
  };

  Tensor call(Tensor x) const {
    const Index resolved = resolve_axis(axis, x.shape());
    return over_axes(x, std::span(&resolved, 1), [](Tensor rows) { return nntrain::log_softmax(rows); });
  }
};

}  // namespace nntrain::activations
