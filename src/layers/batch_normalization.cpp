#include "layers/batch_normalization.h"

#include <cmath>

namespace nntrain {

namespace {

struct Moments {
  Tensor mean, variance, centered;  // x - mean
};

Moments moments(Tensor x, const Shape& statistic) {
  // Two passes: the squares of what is left when the mean is gone. One pass would lose digits where |mean| is large.
  const double numbers_a_sample = static_cast<double>(x.shape().size() / statistic.size());
  const Tensor count = scalar(*x.graph, "batch_size") * numbers_a_sample;
  const Tensor mean = sum_to(x, statistic) / count, centered = x - mean;
  return {mean, sum_to(square(centered), statistic) / count, centered};
}

// The same of what counts alone.
Moments masked_moments(Tensor x, const Shape& statistic, Tensor mask) {
  if (mask.shape().rank() != x.shape().rank() - 1)
    throw Error{ErrorKind::config,
                "the mask should have one axis less than the input; got " + keras_shape(mask.shape()) + " for " +
                    keras_shape(x.shape()),
                {},
                "the mask comes from a Masking layer or from mask_zero"};
  const Tensor counts = expand(with_last_axis(mask), x.shape()), zero = constant(*x.graph, 0);
  const Tensor count = sum_to(counts, statistic) + 1e-7;
  const Tensor mean = sum_to(select(counts, x, zero), statistic) / count, centered = x - mean;
  return {mean, sum_to(square(select(counts, centered, zero)), statistic) / count, centered};
}

// A deviation's first values: the roots of a variance's.
std::vector<float> roots(const Initializer& variance, Index size) {
  std::vector<float> values(static_cast<std::size_t>(size));
  variance.call(&InitializerKind::fill, std::span(values), std::span<const std::int64_t>(&size, 1), Draw{0, 0});
  for (float& value : values) value = std::sqrt(value);
  return values;
}

Tensor follow(Tensor moving, Tensor batch, double momentum) {
  const Tensor next = moving * momentum + reshape(batch, moving.shape()) * (1 - momentum);
  assign(moving, next);
  return next;
}

}  // namespace

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
  Renormalisation moving;
  if (renorm) {
    const std::vector<float> deviation = roots(moving_variance_initializer, features);
    moving.stddev = b.running_statistic("moving_stddev", {features}, "ones", deviation);
    moving.renorm_mean = b.running_statistic("renorm_mean", {features}, moving_mean_initializer);
    moving.renorm_stddev = b.running_statistic("renorm_stddev", {features}, "ones", deviation);
  }

  if (!b.training() || !b.trainable()) {
    Tensor factor = rsqrt(reshape(moving_variance, statistic) + epsilon);
    if (scale) factor = factor * gamma;
    const Tensor shift = reshape(moving_mean, statistic) * factor;
    return x * factor + (center ? beta - shift : -shift);
  }

  const Tensor mask = b.mask_of(x);
  const Moments batch = mask ? masked_moments(x, statistic, mask) : moments(x, statistic);
  Tensor factor = rsqrt(batch.variance + epsilon), offset = beta;
  if (renorm) {
    const auto [r, d] = corrections(moving, batch.mean, batch.variance);
    factor = factor * r;
    const Tensor shift = scale ? d * gamma : d;
    offset = center ? beta + shift : shift;
    follow_renormalised(moving, batch.mean, batch.variance, moving_variance);
  } else {
    follow(moving_variance, batch.variance, momentum);
  }
  follow(moving_mean, batch.mean, momentum);
  if (scale) factor = factor * gamma;
  const Tensor y = batch.centered * factor;
  return offset ? y + offset : y;
}

// What brings (x - mean) / deviation of the batch to that of the moving averages, as numbers that no gradient passes.
std::pair<Tensor, Tensor> BatchNormalization::corrections(const Renormalisation& moving, Tensor mean,
                                                          Tensor variance) const {
  const Tensor deviation = maximum(reshape(moving.renorm_stddev, mean.shape()), std::sqrt(epsilon));
  Tensor r = sqrt(variance + epsilon) / deviation;
  Tensor d = (mean - reshape(moving.renorm_mean, mean.shape())) / deviation;
  const RenormClipping bounds = renorm_clipping.value_or(RenormClipping{});
  if (bounds.rmin) r = maximum(r, *bounds.rmin);
  if (bounds.rmax) r = minimum(r, *bounds.rmax);
  if (bounds.dmax) d = clip(d, -*bounds.dmax, *bounds.dmax);
  return {stop_gradient(r), stop_gradient(d)};
}

void BatchNormalization::follow_renormalised(const Renormalisation& moving, Tensor mean, Tensor variance,
                                             Tensor moving_variance) const {
  const Tensor deviation = sqrt(variance + epsilon);
  follow(moving.renorm_mean, mean, renorm_momentum);
  follow(moving.renorm_stddev, deviation, renorm_momentum);
  const Tensor stddev = follow(moving.stddev, deviation, momentum);
  assign(moving_variance, relu(square(stddev) - epsilon));
}

}  // namespace nntrain
