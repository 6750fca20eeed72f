// Adafactor (Shazeer & Stern 2018), as Keras has it: β = 1 - t^beta_2_decay, s = g² + ε1;
// for matrices r = β r + (1 - β) mean(s) over columns, c likewise over rows, v = r c / mean(r); else v = β v + (1 - β)
// s; u = g / sqrt(v); w -= max(ε2, rms(w)) · min(rate, 1 / sqrt(t)) · u / max(1, rms(u) / clip_threshold)
#pragma once
#include "optimizers/optimizer.h"

namespace nntrain::optimizers {

struct Adafactor {
  static constexpr std::string_view type = "Adafactor",
                                    summary = "Keeps one number a row and column of a matrix, not one a weight.";
  static constexpr std::array<std::string_view, 3> number_names{"learning_rate", "relative_rate", "decay"};

  LearningRate learning_rate = 0.001;
  double beta_2_decay = -0.8;
  double epsilon_1 = 1e-30, epsilon_2 = 0.001;
  double clip_threshold = 1;
  bool relative_step = true;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&Adafactor::learning_rate>("learning_rate", "size of a step, as part of the weight's", non_negative)
          .alias("lr"),
      optional<&Adafactor::beta_2_decay>("beta_2_decay", "how fast the running squares' decay goes to 1",
                                         {-unbounded, 0, false, false, "<= 0"}),
      optional<&Adafactor::epsilon_1>("epsilon_1", "keeps the division from 0", non_negative),
      optional<&Adafactor::epsilon_2>("epsilon_2", "the size of the smallest weight", non_negative),
      optional<&Adafactor::clip_threshold>("clip_threshold", "largest size of an update", positive),
      optional<&Adafactor::relative_step>("relative_step",
                                          "changes nothing: the rate is at most 1 / sqrt(step) anyway"),
      inlined<&Adafactor::options>(),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const;
  void numbers(std::int64_t step, double rate, std::span<double> out) const;
};

}  // namespace nntrain::optimizers
