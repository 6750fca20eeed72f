// Nadam: Adam with Nesterov's look ahead. μ(t) = β1 (1 - 0.96^t / 2), Π(t) = μ(1) ... μ(t);
// m += (1 - β1)(g - m); v += (1 - β2)(g² - v); m' = μ(t+1) m / (1 - Π(t+1)) + (1 - μ(t)) g / (1 - Π(t));
// w -= rate · m' / (sqrt(v / (1 - β2^t)) + ε)
#pragma once
#include <algorithm>

#include "optimizers/optimizer.h"
#include "optimizers/powers.h"

namespace nntrain::optimizers {

struct Nadam {
  static constexpr std::string_view type = "Nadam", summary = "Adam that looks ahead by its momentum.";
  static constexpr std::array<std::string_view, 4> number_names{"learning_rate", "momentum_part", "gradient_part",
                                                                "bias"};

  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9, beta_2 = 0.999;
  double epsilon = 1e-7;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&Nadam::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      optional<&Nadam::beta_1>("beta_1", "decay of the gradient's running mean", fraction),
      optional<&Nadam::beta_2>("beta_2", "decay of its running square", fraction),
      optional<&Nadam::epsilon>("epsilon", "keeps the division from 0", non_negative),
      inlined<&Nadam::options>(),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
    const Tensor momentum = builder.slot("momentum", weight.shape());
    const Tensor velocity = builder.slot("velocity", weight.shape());
    const Tensor first = momentum + (gradient - momentum) * (1 - beta_1);
    const Tensor second = velocity + (square(gradient) - velocity) * (1 - beta_2);
    assign(momentum, first);
    assign(velocity, second);
    const Tensor ahead = first * builder.number("momentum_part") + gradient * builder.number("gradient_part");
    const Tensor scale = sqrt(second / builder.number("bias")) + epsilon;
    assign(weight, weight - ahead * builder.number("learning_rate") / scale);
  }
  float mu(std::int64_t t) const { return static_cast<float>(beta_1) * (1 - 0.5F * power(0.96, t)); }
  float product_of_mu(std::int64_t step) const {
    const std::int64_t rising = std::min<std::int64_t>(step, 500);  // from then on mu is beta_1
    float product = 1;
    for (std::int64_t t = 1; t <= rising && product > 1e-8F; ++t) product *= mu(t);  // 1 - 1e-8 is 1 in float32
    return product * power(beta_1, step - rising);
  }
  void numbers(std::int64_t step, double rate, std::span<double> out) const {
    const float product = product_of_mu(step);
    out[0] = rate;
    out[1] = static_cast<double>(mu(step + 1) / (1 - product * mu(step + 1)));
    out[2] = static_cast<double>((1 - mu(step)) / (1 - product));
    out[3] = static_cast<double>(1 - power(beta_2, step));
  }
};

}  // namespace nntrain::optimizers
