// Adadelta: a = ρ a + (1 - ρ) g²; δ = -sqrt(d + ε) / sqrt(a + ε) · g; d = ρ d + (1 - ρ) δ²; w += rate · δ
#pragma once
#include "optimizers/optimizer.h"

namespace nntrain::optimizers {

struct Adadelta {
  static constexpr std::string_view
      type = "Adadelta",
      summary = "Makes each weight's steps as large as its last ones, by the size of its gradient.";
  static constexpr std::array<std::string_view, 1> number_names{"learning_rate"};

  LearningRate learning_rate = 0.001;
  double rho = 0.95;
  double epsilon = 1e-7;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&Adadelta::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      optional<&Adadelta::rho>("rho", "decay of the running squares", unit),
      optional<&Adadelta::epsilon>("epsilon", "keeps the division from 0 and starts the steps", non_negative),
      inlined<&Adadelta::options>(),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
    const Tensor gradients = builder.slot("accumulated_grad", weight.shape());
    const Tensor deltas = builder.slot("accumulated_delta_var", weight.shape());
    const Tensor squares = gradients * rho + square(gradient) * (1 - rho);
    const Tensor delta = -(sqrt(deltas + epsilon) * gradient / sqrt(squares + epsilon));
    const Tensor delta_squares = deltas * rho + square(delta) * (1 - rho);
    assign(gradients, squares);
    assign(weight, weight + builder.number("learning_rate") * delta);
    assign(deltas, delta_squares);
  }
  void numbers(std::int64_t, double rate, std::span<double> out) const { out[0] = rate; }
};

}  // namespace nntrain::optimizers
