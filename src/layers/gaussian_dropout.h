// GaussianDropout: training: y = x · (1 + sqrt(rate / (1 - rate)) · z), z standard normal; otherwise y = x      any
// shape Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: "Dropout: a simple way to prevent neural networks
// from overfitting", 2014, section 10.
#pragma once
#include <cmath>

#include "layers/layer.h"

namespace nntrain {

struct GaussianDropout {
  static constexpr std::string_view type = "GaussianDropout",
                                    summary = "Multiplies by normal noise around 1 in training, against overfitting.";
  static constexpr bool supports_masking = true;

  double rate = 0;
  std::optional<std::uint64_t> seed;

  static constexpr std::array params{
      required<&GaussianDropout::rate>(
          "rate", "as of Dropout: the noise has standard deviation sqrt(rate / (1 - rate))", fraction)
          .example("0.2"),
      optional<&GaussianDropout::seed>("seed", "layers with equal seeds draw alike; null: each layer differently"),
  };

  Tensor call(Builder& b, Tensor x) const {
    const std::uint32_t stream = b.next_stream(seed);
    if (!b.training() || rate == 0) return x;
    return x + times_normal(x, stream) * std::sqrt(rate / (1 - rate));
  }
};

}  // namespace nntrain
