// BatchNormalization: y = (x - mean) / sqrt(variance + epsilon) · gamma + beta, for each index of `axis`      any shape
// In training, mean and variance are the batch's, over all other axes, and moving averages of them are kept:
// moving = moving · momentum + batch's · (1 - momentum). Otherwise, and where the layer is not trained, the moving
// averages are used. Ioffe, Szegedy: "Batch normalization: accelerating deep network training by reducing internal
// covariate shift", 2015. With `renorm` y = (y · r + d) · gamma + beta in training, r and d numbers that bring the
// batch's mean and deviation to moving ones. Ioffe: "Batch renormalization: towards reducing minibatch dependence in
// batch-normalized models", 2017.
#pragma once
#include <utility>

#include "layers/layer.h"

namespace nntrain {

// The bounds of batch renormalisation's corrections; null: none.
struct RenormClipping {
  static constexpr std::string_view type = "renorm_clipping",
                                    summary = "Bounds of batch renormalisation's corrections.";

  std::optional<double> rmax, rmin, dmax;

  static constexpr std::array params{
      optional<&RenormClipping::rmax>("rmax", "largest r"),
      optional<&RenormClipping::rmin>("rmin", "smallest r"),
      optional<&RenormClipping::dmax>("dmax", "largest size of d", non_negative),
  };
  std::string check() const { return rmax && rmin && *rmax < *rmin ? "rmax must not be less than rmin" : ""; }
};

struct BatchNormalization {
  static constexpr std::string_view
      type = "BatchNormalization",
      summary = "Gives each feature mean 0 and variance 1 over the batch, then a scale and an offset.";
  static constexpr bool supports_masking = true;

  Index axis = -1;
  double momentum = 0.99, epsilon = 0.001;
  bool center = true, scale = true;
  Initializer beta_initializer = "zeros", gamma_initializer = "ones";
  Initializer moving_mean_initializer = "zeros", moving_variance_initializer = "ones";
  std::optional<Regularizer> beta_regularizer, gamma_regularizer;
  std::optional<Constraint> beta_constraint, gamma_constraint;
  bool renorm = false;
  std::optional<RenormClipping> renorm_clipping;
  double renorm_momentum = 0.99;

  static constexpr std::array params{
      optional<&BatchNormalization::axis>("axis", "the features; 0 is the batch, -1 the last axis"),
      optional<&BatchNormalization::momentum>("momentum", "how much of a moving average stays in each step", unit),
      optional<&BatchNormalization::epsilon>("epsilon", "added to the variance", non_negative),
      optional<&BatchNormalization::center>("center", "whether to learn an offset, beta"),
      optional<&BatchNormalization::scale>("scale", "whether to learn a scale, gamma"),
      optional<&BatchNormalization::beta_initializer>("beta_initializer", "first values of beta"),
      optional<&BatchNormalization::gamma_initializer>("gamma_initializer", "first values of gamma"),
      optional<&BatchNormalization::moving_mean_initializer>("moving_mean_initializer",
                                                             "first values of the moving mean"),
      optional<&BatchNormalization::moving_variance_initializer>("moving_variance_initializer",
                                                                 "first values of the moving variance"),
      optional<&BatchNormalization::beta_regularizer>("beta_regularizer", "penalty on beta"),
      optional<&BatchNormalization::gamma_regularizer>("gamma_regularizer", "penalty on gamma"),
      optional<&BatchNormalization::beta_constraint>("beta_constraint", "what beta is held to"),
      optional<&BatchNormalization::gamma_constraint>("gamma_constraint", "what gamma is held to"),
      optional<&BatchNormalization::renorm>("renorm",
                                            "whether to correct the batch's mean and variance towards moving ones"),
      optional<&BatchNormalization::renorm_clipping>("renorm_clipping", "bounds of the corrections; null: none"),
      optional<&BatchNormalization::renorm_momentum>(
          "renorm_momentum", "how much of the moving averages for the correction stays in each step", unit),
  };

  Tensor call(Builder& b, Tensor x) const;

 private:
  struct Renormalisation {  // moving averages
    Tensor stddev, renorm_mean, renorm_stddev;
  };
  std::pair<Tensor, Tensor> corrections(const Renormalisation& moving, Tensor mean, Tensor variance) const;
  void follow_renormalised(const Renormalisation& moving, Tensor mean, Tensor variance, Tensor moving_variance) const;
};

}  // namespace nntrain
