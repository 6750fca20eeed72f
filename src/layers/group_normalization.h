// GroupNormalization: y = (x - mean) / sqrt(variance + epsilon) · gamma + beta. The indices of `axis` are dealt into
// `groups`; mean and variance are those of each sample's group, over it and all other axes; gamma and beta one number
// for each index. Any shape.      Wu, He: "Group normalization", 2018.
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct GroupNormalization {
  static constexpr std::string_view
      type = "GroupNormalization",
      summary = "Gives groups of each sample's features mean 0 and variance 1, then a scale and an offset.";
  static constexpr bool supports_masking = true;

  Index groups = 32, axis = -1;
  double epsilon = 0.001;
  bool center = true, scale = true;
  Initializer beta_initializer = "zeros", gamma_initializer = "ones";
  std::optional<Regularizer> beta_regularizer, gamma_regularizer;
  std::optional<Constraint> beta_constraint, gamma_constraint;

  static constexpr std::array params{
      optional<&GroupNormalization::groups>("groups", "number of groups; -1: each feature is one",
                                            Range{-1, 2147483647, false, false, "-1 or > 0"}),
      optional<&GroupNormalization::axis>("axis", "the features; 0 is the batch, -1 the last axis"),
      optional<&GroupNormalization::epsilon>("epsilon", "added to the variance", non_negative),
      optional<&GroupNormalization::center>("center", "whether to learn an offset, beta"),
      optional<&GroupNormalization::scale>("scale", "whether to learn a scale, gamma"),
      optional<&GroupNormalization::beta_initializer>("beta_initializer", "first values of beta"),
      optional<&GroupNormalization::gamma_initializer>("gamma_initializer", "first values of gamma"),
      optional<&GroupNormalization::beta_regularizer>("beta_regularizer", "penalty on beta"),
      optional<&GroupNormalization::gamma_regularizer>("gamma_regularizer", "penalty on gamma"),
      optional<&GroupNormalization::beta_constraint>("beta_constraint", "what beta is held to"),
      optional<&GroupNormalization::gamma_constraint>("gamma_constraint", "what gamma is held to"),
  };
  std::string check() const { return groups != 0 ? "" : "groups must be -1 or > 0"; }

  Tensor call(Builder& b, Tensor x) const;
};

}  // namespace nntrain
