#include "layers/batch_normalization.h"

namespace nntrain {

Tensor BatchNormalization::call(Builder& b, Tensor x) const {
  const Index feature = resolve_axis(axis, x.shape()), features = x.shape().dims[static_cast<std::size_t>(feature)];
  // One number a feature, so shaped that it broadcasts over x. A vector does on the last axis.
  const Shape vector{{features}, false};
  const Shape statistic = feature == x.shape().rank() - 1 ? vector : along(std::span(&feature, 1), x.shape());

  Tensor gamma, beta;
  if (scale)
    gamma = reshape(b.weight("gamma", {features}, gamma_initializer, gamma_regularizer, gamma_constraint), statistic);
  if (center)
    beta = reshape(b.weight("beta", {features}, beta_initializer, beta_regularizer, beta_constraint), statistic);
  const Tensor moving_mean = b.running_statistic("moving_mean", {features}, moving_mean_initializer);
  const Tensor moving_variance = b.running_statistic("moving_variance", {features}, moving_variance_initializer);

  if (!b.training() || !b.trainable()) {
    Tensor factor = rsqrt(reshape(moving_variance, statistic) + epsilon);
    if (scale) factor = factor * gamma;
    const Tensor shift = reshape(moving_mean, statistic) * factor;
    return x * factor + (center ? beta - shift : -shift);
  }

  // Two passes: the squares of what is left when the mean is gone. One pass would lose digits where |mean| is large.
  const double numbers_a_sample = static_cast<double>(x.shape().size() / features);
  const Tensor count = scalar(b.graph(), "batch_size") * numbers_a_sample;
  const Tensor mean = sum_to(x, statistic) / count, centered = x - mean;
  const Tensor variance = sum_to(square(centered), statistic) / count;
  const auto follow = [&](Tensor moving, Tensor batch) {
    assign(moving, moving * momentum + reshape(batch, vector) * (1 - momentum));
  };
  follow(moving_mean, mean);
  follow(moving_variance, variance);

  Tensor factor = rsqrt(variance + epsilon);
  if (scale) factor = factor * gamma;
  const Tensor y = centered * factor;
  return center ? y + beta : y;
}

}  // namespace nntrain
