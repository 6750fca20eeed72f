// AlphaDropout: training: y = a · x' + b, x' = -scale · alpha of selu with probability rate, else x; a and b such that
// mean 0 and variance 1 stay. Otherwise y = x.      any shape
// Klambauer, Unterthiner, Mayr, Hochreiter: "Self-normalizing neural networks", 2017.
#pragma once
#include <cmath>

#include "activations/selu.h"
#include "layers/dropout.h"

namespace nntrain {

struct AlphaDropout {
  static constexpr std::string_view type = "AlphaDropout", summary = "Dropout that keeps what selu normalises.";
  static constexpr bool supports_masking = true;

  double rate = 0;
  std::optional<std::vector<std::optional<Index>>> noise_shape;
  std::optional<std::uint64_t> seed;

  static constexpr std::array params{
      required<&AlphaDropout::rate>("rate", "fraction that is dropped", fraction).example("0.2"),
      optional<&AlphaDropout::noise_shape>(
          "noise_shape", "shape of the mask, batch first: 1 drops along that axis together, null is the input's size",
          at_least_one),
      optional<&AlphaDropout::seed>("seed", "layers with equal seeds drop alike; null: each layer differently"),
  };

  Tensor call(Builder& b, Tensor x) const {
    const Tensor ones = expand(constant(b.graph(), 1), x.shape());
    const Tensor kept = greater(Dropout{rate, noise_shape, seed}.call(b, ones), 0.0);
    if (!b.training() || rate == 0) return x;
    const double dropped = -activations::Selu::alpha * activations::Selu::scale;
    const double factor = 1 / std::sqrt((1 - rate) * (1 + rate * dropped * dropped));
    return select(kept, x, constant(b.graph(), dropped)) * factor - factor * dropped * rate;
  }
};

}  // namespace nntrain
