// ScheduleFreeAdamW (Defazio et al. 2024), as Keras computes it on TensorFlow and PyTorch (on JAX it takes the z before
// this step for x): v += (1 - β2)(g² - v); z -= rate · g / (sqrt(v / (1 - β2^t)) + ε); x = (w - (1 - β1) z) / β1;
// x += (z - x) / t; w = (1 - β1) z + β1 x. z starts from the weights; in the first `warmup_steps` the rate grows in a
// line.
#pragma once
#include "optimizers/optimizer.h"

namespace nntrain::optimizers {

struct ScheduleFreeAdamW {
  static constexpr std::string_view type = "ScheduleFreeAdamW",
                                    summary = "AdamW that averages its steps and needs no schedule.";
  static constexpr std::array<std::string_view, 5> number_names{"learning_rate", "step_size", "bias", "share", "first"};

  LearningRate learning_rate = 0.0025;
  double beta_1 = 0.9, beta_2 = 0.999;
  double epsilon = 1e-8;
  std::int64_t warmup_steps = 0;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&ScheduleFreeAdamW::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      optional<&ScheduleFreeAdamW::beta_1>("beta_1", "part of the averaged weights in the weights", positive_unit),
      optional<&ScheduleFreeAdamW::beta_2>("beta_2", "decay of the gradient's running square", fraction),
      optional<&ScheduleFreeAdamW::epsilon>("epsilon", "keeps the division from 0", non_negative),
      optional<&ScheduleFreeAdamW::warmup_steps>("warmup_steps", "updates in which the learning rate grows to its size",
                                                 non_negative),
      inlined<&ScheduleFreeAdamW::options>(),
  };

  void begin(UpdateBuilder& builder, Tensor weight) const;
  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const;
  void numbers(std::int64_t step, double rate, std::span<double> out) const;
};

}  // namespace nntrain::optimizers
