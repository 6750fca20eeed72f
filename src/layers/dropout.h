// Dropout: training: y = 0 with probability rate, else x / (1 - rate); otherwise y = x      any shape
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Dropout {
  static constexpr std::string_view type = "Dropout", summary = "Drops some inputs in training, against overfitting.";
  static constexpr bool supports_masking = true;

  double rate = 0;
  std::optional<std::vector<std::optional<Index>>> noise_shape;
  std::optional<std::uint64_t> seed;

  static constexpr std::array params{
      required<&Dropout::rate>("rate", "fraction that is dropped", unit).example("0.2"),
      optional<&Dropout::noise_shape>(
          "noise_shape", "shape of the mask, batch first: 1 drops along that axis together, null is the input's size",
          at_least_one),
      optional<&Dropout::seed>("seed", "layers with equal seeds drop alike; null: each layer differently"),
  };

  Tensor call(Builder& b, Tensor x) const;

 private:
  Shape mask_shape(const Shape& x) const;
};

}  // namespace nntrain
