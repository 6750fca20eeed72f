// Lion: w -= rate · sign(β1 m + (1 - β1) g); m = β2 m + (1 - β2) g
#pragma once
#include "optimizers/optimizer.h"

namespace nntrain::optimizers {

struct Lion {
  static constexpr std::string_view type = "Lion", summary = "Steps of one size, by the sign of the momentum.";
  static constexpr std::array<std::string_view, 1> number_names{"learning_rate"};

  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9, beta_2 = 0.99;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&Lion::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      optional<&Lion::beta_1>("beta_1", "part of the momentum in a step", positive_unit),
      optional<&Lion::beta_2>("beta_2", "decay of the momentum", unit),
      inlined<&Lion::options>(),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
    const Tensor momentum = builder.slot("momentum", weight.shape());
    const Tensor direction = sign(momentum * beta_1 + gradient * (1 - beta_1));
    const Tensor next = momentum * beta_2 + gradient * (1 - beta_2);
    assign(weight, weight - builder.number("learning_rate") * direction);
    assign(momentum, next);
  }
  void numbers(std::int64_t, double rate, std::span<double> out) const { out[0] = rate; }
};

}  // namespace nntrain::optimizers
