// RMSprop: v = ρ v + (1 - ρ) g²; w -= rate · g / sqrt(v + ε).
// centered: a = ρ a + (1 - ρ) g, and v - a² in place of v. With momentum β: m = β m + step; w -= m.
#pragma once
#include "optimizers/optimizer.h"

namespace nntrain::optimizers {

struct RMSprop {
  static constexpr std::string_view type = "RMSprop",
                                    summary = "Divides each weight's step by the running size of its gradient.";
  static constexpr std::array<std::string_view, 1> number_names{"learning_rate"};

  LearningRate learning_rate = 0.001;
  double rho = 0.9;
  double momentum = 0;
  double epsilon = 1e-7;
  bool centered = false;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&RMSprop::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      optional<&RMSprop::rho>("rho", "decay of the running averages", unit),
      optional<&RMSprop::momentum>("momentum", "how much of the last step is kept in the next", unit),
      optional<&RMSprop::epsilon>("epsilon", "keeps the division from 0", non_negative),
      optional<&RMSprop::centered>("centered", "divide by the gradient's spread instead of its size"),
      inlined<&RMSprop::options>(),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const;
  void numbers(std::int64_t, double rate, std::span<double> out) const { out[0] = rate; }
};

}  // namespace nntrain::optimizers
