#include "optimizers/adam.h"

#include <cmath>

#include "optimizers/powers.h"

namespace nntrain::optimizers {

void Moments::update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
  const Shape& shape = weight.shape();
  const Tensor step_size = builder.number("step_size");
  const Tensor momentum = builder.slot("momentum", shape), velocity = builder.slot("velocity", shape);
  if (!amsgrad) return update_adam(weight, momentum, velocity, gradient, step_size, beta_1, beta_2, epsilon);

  const Tensor first = momentum + (gradient - momentum) * (1 - beta_1);
  const Tensor second = velocity + (square(gradient) - velocity) * (1 - beta_2);
  assign(momentum, first);
  assign(velocity, second);
  const Tensor slot = builder.slot("velocity_hat", shape);
  const Tensor largest = maximum(slot, second);
  assign(slot, largest);
  assign(weight, weight - first * step_size / (sqrt(largest) + epsilon));
}

void Moments::numbers(std::int64_t step, double rate, std::span<double> out) const {
  const float alpha = static_cast<float>(rate) * std::sqrt(1 - power(beta_2, step)) / (1 - power(beta_1, step));
  out[0] = rate;
  out[1] = static_cast<double>(alpha);
}

}  // namespace nntrain::optimizers
