// SpatialDropout1D: Dropout of whole features: training: y[:, f] = 0 with probability rate, else x[:, f] / (1 - rate)
// x (B, steps, features) -> the same shape
#pragma once
#include "layers/dropout.h"

namespace nntrain {

struct SpatialDropout1D {
  static constexpr std::string_view type = "SpatialDropout1D",
                                    summary = "Drops some features in training, each over all steps of a sample.";
  static constexpr bool supports_masking = true;

  double rate = 0;
  std::optional<std::uint64_t> seed;

  static constexpr std::array params{
      required<&SpatialDropout1D::rate>("rate", "fraction that is dropped", unit).example("0.2"),
      optional<&SpatialDropout1D::seed>("seed", "layers with equal seeds drop alike; null: each layer differently"),
  };

  Tensor call(Builder& b, Tensor x) const {
    if (x.shape().rank() != 3)
      throw Error{ErrorKind::config,
                  "SpatialDropout1D expected an input of shape (None, steps, features); got " + keras_shape(x.shape()),
                  {},
                  "use Dropout for other shapes"};
    return Dropout{rate, {{std::nullopt, 1, std::nullopt}}, seed}.call(b, x);
  }
};

}  // namespace nntrain
