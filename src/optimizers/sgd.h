// SGD: w -= rate · g. With momentum β: m = β m - rate · g, then w += m, or w += β m - rate · g (nesterov).
#pragma once
#include "optimizers/optimizer.h"

namespace nntrain::optimizers {

struct SGD {
  static constexpr std::string_view type = "SGD", summary = "Gradient descent, with or without momentum.";
  static constexpr std::array<std::string_view, 1> number_names{"learning_rate"};

  LearningRate learning_rate = 0.01;
  double momentum = 0;
  bool nesterov = false;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&SGD::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      optional<&SGD::momentum>("momentum", "how much of the last step is kept in the next", unit),
      optional<&SGD::nesterov>("nesterov", "look ahead by the momentum"),
      inlined<&SGD::options>(),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
    const Tensor rate = builder.number("learning_rate");
    if (momentum == 0) return update_sgd(weight, gradient, rate);
    update_momentum(weight, builder.slot("momentum", weight.shape()), gradient, rate, momentum, nesterov);
  }
  void numbers(std::int64_t, double rate, std::span<double> out) const { out[0] = rate; }
};

}  // namespace nntrain::optimizers
