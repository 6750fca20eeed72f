// GaussianNoise: training: y = x + stddev · z, z standard normal; otherwise y = x      any shape
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct GaussianNoise {
  static constexpr std::string_view type = "GaussianNoise",
                                    summary = "Adds normal noise in training, against overfitting.";
  static constexpr bool supports_masking = true;

  double stddev = 0;
  std::optional<std::uint64_t> seed;

  static constexpr std::array params{
      required<&GaussianNoise::stddev>("stddev", "standard deviation of the noise", unit).example("0.1"),
      optional<&GaussianNoise::seed>("seed", "layers with equal seeds draw alike; null: each layer differently"),
  };

  Tensor call(Builder& b, Tensor x) const {
    const std::uint32_t stream = b.next_stream(seed);
    if (!b.training() || stddev == 0) return x;
    return x + times_normal(expand(constant(b.graph(), stddev), x.shape()), stream);
  }
};

}  // namespace nntrain
