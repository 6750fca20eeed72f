// LayerNormalization: y = (x - mean) / sqrt(variance + epsilon) · gamma + beta, mean and variance of each sample over
// `axis` (one or several), gamma and beta one number for each place on them      any shape Ba, Kiros, Hinton: "Layer
// normalization", 2016.
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct LayerNormalization {
  static constexpr std::string_view type = "LayerNormalization",
                                    summary = "Gives each sample mean 0 and variance 1, then a scale and an offset.";
  static constexpr bool supports_masking = true;

  OneOrMany<Index> axis{{-1}};
  double epsilon = 0.001;
  bool center = true, scale = true;
  Initializer beta_initializer = "zeros", gamma_initializer = "ones";
  std::optional<Regularizer> beta_regularizer, gamma_regularizer;
  std::optional<Constraint> beta_constraint, gamma_constraint;

  static constexpr std::array params{
      optional<&LayerNormalization::axis>("axis", "what is normalised; 0 is the batch, -1 the last axis"),
      optional<&LayerNormalization::epsilon>("epsilon", "added to the variance", non_negative),
      optional<&LayerNormalization::center>("center", "whether to learn an offset, beta"),
      optional<&LayerNormalization::scale>("scale", "whether to learn a scale, gamma"),
      optional<&LayerNormalization::beta_initializer>("beta_initializer", "first values of beta"),
      optional<&LayerNormalization::gamma_initializer>("gamma_initializer", "first values of gamma"),
      optional<&LayerNormalization::beta_regularizer>("beta_regularizer", "penalty on beta"),
      optional<&LayerNormalization::gamma_regularizer>("gamma_regularizer", "penalty on gamma"),
      optional<&LayerNormalization::beta_constraint>("beta_constraint", "what beta is held to"),
      optional<&LayerNormalization::gamma_constraint>("gamma_constraint", "what gamma is held to"),
  };

  Tensor call(Builder& b, Tensor x) const {
    const std::vector<Index> axes = resolve_axes(axis.values, x.shape());
    std::vector<Index> sizes;
    for (const Index a : axes) sizes.push_back(x.shape().dims[static_cast<std::size_t>(a)]);
    const Shape spread = along(axes, x.shape());

    Tensor y = over_axes(x, axes, [this](Tensor rows) { return layer_norm(rows, epsilon); });
    if (scale)
      y = y * reshape(b.weight("gamma", sizes, gamma_initializer, gamma_regularizer, gamma_constraint), spread);
    if (center) y = y + reshape(b.weight("beta", sizes, beta_initializer, beta_regularizer, beta_constraint), spread);
    return y;
  }
};

}  // namespace nntrain
