#include "optimizers/ftrl.h"

namespace nntrain::optimizers {

namespace {

Tensor power(Tensor x, double exponent) {
  if (exponent == 0.5) return sqrt(x);
  if (exponent == 1) return x;
  return exponent == 0 ? x * 0.0 + 1.0 : exp(log(x) * exponent);
}

}  // namespace

void Ftrl::update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
  const Tensor rate = builder.number("learning_rate");
  const Tensor accumulator = builder.slot("accumulator", weight.shape());
  const Tensor linear = builder.slot("linear", weight.shape());
  const Tensor before = accumulator + builder.number("initial_accumulator");
  const Tensor after = before + square(gradient), divisor = power(after, -learning_rate_power);
  const Tensor shrunk = gradient + weight * (2 * l2_shrinkage_regularization_strength);
  const Tensor leader = linear + shrunk - (divisor - power(before, -learning_rate_power)) / rate * weight;
  const Tensor l2 = beta / (rate * 2.0) + l2_regularization_strength;
  const Tensor kept = clip(leader, -l1_regularization_strength, l1_regularization_strength) - leader;
  assign(linear, leader);
  assign(accumulator, after);
  assign(weight, kept / (divisor / rate + l2 * 2.0));
}

}  // namespace nntrain::optimizers
