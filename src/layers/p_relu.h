// PReLU: y = x if x > 0, else alpha · x, alpha learned: one number for each place in a sample      any shape
// He, Zhang, Ren, Sun: "Delving deep into rectifiers", 2015.
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct PReLU {
  static constexpr std::string_view type = "PReLU", summary = "LeakyReLU that learns its slopes.";
  static constexpr bool supports_masking = true;

  Initializer alpha_initializer = "zeros";
  std::optional<Regularizer> alpha_regularizer;
  std::optional<Constraint> alpha_constraint;
  std::optional<OneOrMany<Index>> shared_axes;

  static constexpr std::array params{
      optional<&PReLU::alpha_initializer>("alpha_initializer", "first values of the slopes"),
      optional<&PReLU::alpha_regularizer>("alpha_regularizer", "penalty on the slopes"),
      optional<&PReLU::alpha_constraint>("alpha_constraint", "what the slopes are held to"),
      optional<&PReLU::shared_axes>(
          "shared_axes", "axes along which there is one slope; 1 is the first after the batch", at_least_one),
  };

  Tensor call(Builder& b, Tensor x) const {
    std::vector<Index> sizes(x.shape().dims.begin() + 1, x.shape().dims.end());
    if (shared_axes)
      for (const Index axis : resolve_axes(shared_axes->values, x.shape()))
        sizes[static_cast<std::size_t>(axis - 1)] = 1;
    return relu(x) - b.weight("alpha", sizes, alpha_initializer, alpha_regularizer, alpha_constraint) * relu(-x);
  }
};

}  // namespace nntrain
