// Lamb: m, v and their corrections m', v' as Adam's; u = m' / (sqrt(v') + ε); w -= rate · |w| / |u| · u (1 where a norm
// is 0)
#pragma once
#include "optimizers/optimizer.h"
#include "optimizers/powers.h"

namespace nntrain::optimizers {

struct Lamb {
  static constexpr std::string_view type = "Lamb",
                                    summary = "Adam whose steps are in proportion to the weight: for large batches.";
  static constexpr std::array<std::string_view, 3> number_names{"learning_rate", "bias_1", "bias_2"};

  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9, beta_2 = 0.999;
  double epsilon = 1e-7;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&Lamb::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      optional<&Lamb::beta_1>("beta_1", "decay of the gradient's running mean", fraction),
      optional<&Lamb::beta_2>("beta_2", "decay of its running square", fraction),
      optional<&Lamb::epsilon>("epsilon", "keeps the division from 0", non_negative),
      inlined<&Lamb::options>(),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
    const Tensor momentum = builder.slot("momentum", weight.shape());
    const Tensor velocity = builder.slot("velocity", weight.shape());
    const Tensor first = momentum + (gradient - momentum) * (1 - beta_1);
    const Tensor second = velocity + (square(gradient) - velocity) * (1 - beta_2);
    assign(momentum, first);
    assign(velocity, second);
    const Tensor scale = sqrt(second / builder.number("bias_2")) + epsilon;
    const Tensor step = first / builder.number("bias_1") / scale;
    const Tensor weight_norm = sqrt(sum_all(square(weight))), step_norm = sqrt(sum_all(square(step)));
    const Tensor both = greater(weight_norm, 0) * greater(step_norm, 0), one = constant(*weight.graph, 1);
    const Tensor trust = select(both, weight_norm, one) / select(both, step_norm, one);
    assign(weight, weight - trust * builder.number("learning_rate") * step);
  }
  void numbers(std::int64_t step, double rate, std::span<double> out) const {
    out[0] = rate;
    out[1] = static_cast<double>(1 - power(beta_1, step));
    out[2] = static_cast<double>(1 - power(beta_2, step));
  }
};

}  // namespace nntrain::optimizers
