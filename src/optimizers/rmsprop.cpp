#include "optimizers/rmsprop.h"

namespace nntrain::optimizers {

void RMSprop::update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
  const Shape& shape = weight.shape();
  const Tensor rate = builder.number("learning_rate"), velocity = builder.slot("velocity", shape);
  if (momentum == 0 && !centered) return update_rmsprop(weight, velocity, gradient, rate, rho, epsilon);

  const Tensor average_square = velocity * rho + square(gradient) * (1 - rho);
  assign(velocity, average_square);
  Tensor spread = average_square;
  if (centered) {
    const Tensor slot = builder.slot("average_gradient", shape);
    const Tensor average = slot * rho + gradient * (1 - rho);
    assign(slot, average);
    spread = spread - square(average);
  }
  Tensor step = rate * gradient / sqrt(spread + epsilon);
  if (momentum > 0) {
    const Tensor slot = builder.slot("momentum", shape);
    step = slot * momentum + step;
    assign(slot, step);
  }
  assign(weight, weight - step);
}

}  // namespace nntrain::optimizers
