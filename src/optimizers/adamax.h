// Adamax: m += (1 - β1)(g - m); u = max(β2 u, |g|); w -= rate · m / ((1 - β1^t)(u + ε))
#pragma once
#include "optimizers/optimizer.h"
#include "optimizers/powers.h"

namespace nntrain::optimizers {

struct Adamax {
  static constexpr std::string_view type = "Adamax", summary = "Adam by the largest gradient instead of their squares.";
  static constexpr std::array<std::string_view, 2> number_names{"learning_rate", "bias"};

  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9, beta_2 = 0.999;
  double epsilon = 1e-7;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&Adamax::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      optional<&Adamax::beta_1>("beta_1", "decay of the gradient's running mean", fraction),
      optional<&Adamax::beta_2>("beta_2", "decay of its largest size", fraction),
      optional<&Adamax::epsilon>("epsilon", "keeps the division from 0", non_negative),
      inlined<&Adamax::options>(),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
    const Tensor momentum = builder.slot("momentum", weight.shape()), norm = builder.slot("norm", weight.shape());
    const Tensor mean = momentum + (gradient - momentum) * (1 - beta_1);
    const Tensor largest = maximum(norm * beta_2, abs(gradient));
    assign(momentum, mean);
    assign(norm, largest);
    const Tensor scale = builder.number("bias") * (largest + epsilon);
    assign(weight, weight - builder.number("learning_rate") * mean / scale);
  }
  void numbers(std::int64_t step, double rate, std::span<double> out) const {
    out[0] = rate;
    out[1] = static_cast<double>(1 - power(beta_1, step));
  }
};

}  // namespace nntrain::optimizers
