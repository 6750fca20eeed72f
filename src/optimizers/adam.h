// Adam: m += (1 - β1)(g - m); v += (1 - β2)(g² - v); w -= m · α / (sqrt(v) + ε), α = rate · sqrt(1 - β2^t) / (1 -
// β1^t). amsgrad: the largest v so far in place of v. AdamW is Adam with weight_decay set.
#pragma once
#include "optimizers/optimizer.h"

namespace nntrain::optimizers {

// What Adam and AdamW share.
struct Moments {
  static constexpr std::string_view type = "moments", summary = "Running moments of a gradient.";
  static constexpr std::array<std::string_view, 2> number_names{"learning_rate", "step_size"};  // step_size: α

  double beta_1 = 0.9, beta_2 = 0.999;
  double epsilon = 1e-7;
  bool amsgrad = false;

  static constexpr std::array params{
      optional<&Moments::beta_1>("beta_1", "decay of the gradient's running mean", fraction),
      optional<&Moments::beta_2>("beta_2", "decay of its running square", fraction),
      optional<&Moments::epsilon>("epsilon", "keeps the division from 0", non_negative),
      optional<&Moments::amsgrad>("amsgrad", "divide by the largest running square so far"),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const;
  void numbers(std::int64_t step, double rate, std::span<double> out) const;
};

struct Adam {
  static constexpr std::string_view type = "Adam",
                                    summary = "Adapts each weight's step by the moments of its gradient.";
  static constexpr auto number_names = Moments::number_names;

  LearningRate learning_rate = 0.001;
  Moments moments;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&Adam::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      inlined<&Adam::moments>(),
      inlined<&Adam::options>(),
  };

  void update(UpdateBuilder& b, Tensor weight, Tensor gradient) const { moments.update(b, weight, gradient); }
  void numbers(std::int64_t step, double rate, std::span<double> out) const { moments.numbers(step, rate, out); }
};

struct AdamW {
  static constexpr std::string_view type = "AdamW", summary = "Adam that lets weights decay.";
  static constexpr auto number_names = Moments::number_names;

  LearningRate learning_rate = 0.001;
  Moments moments;
  OptimizerOptions options{.weight_decay = 0.004};

  static constexpr std::array params{
      optional<&AdamW::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      inlined<&AdamW::moments>(),
      inlined<&AdamW::options>(),
  };
  std::string check() const { return options.weight_decay ? "" : "AdamW needs a weight_decay; without one it is Adam"; }

  void update(UpdateBuilder& b, Tensor weight, Tensor gradient) const { moments.update(b, weight, gradient); }
  void numbers(std::int64_t step, double rate, std::span<double> out) const { moments.numbers(step, rate, out); }
};

}  // namespace nntrain::optimizers
