// Adagrad: a += g²; w -= rate · g / sqrt(a + ε)
#pragma once
#include "optimizers/optimizer.h"

namespace nntrain::optimizers {

struct Adagrad {
  static constexpr std::string_view type = "Adagrad",
                                    summary = "Divides each weight's step by the size of all its gradients so far.";
  static constexpr std::array<std::string_view, 2> number_names{"learning_rate", "initial_accumulator"};

  LearningRate learning_rate = 0.001;
  double initial_accumulator_value = 0.1;
  double epsilon = 1e-7;
  OptimizerOptions options;

  static constexpr std::array params{
      optional<&Adagrad::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      optional<&Adagrad::initial_accumulator_value>("initial_accumulator_value", "what the squares are added to",
                                                    non_negative),
      optional<&Adagrad::epsilon>("epsilon", "keeps the division from 0", non_negative),
      inlined<&Adagrad::options>(),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
    const Tensor slot = builder.slot("accumulator", weight.shape());
    const Tensor squares = slot + builder.number("initial_accumulator") + square(gradient);
    assign(slot, squares);
    assign(weight, weight - builder.number("learning_rate") * gradient / sqrt(squares + epsilon));
  }
  // A slot is zero before the first step, which adds what it should have started from.
  void numbers(std::int64_t step, double rate, std::span<double> out) const {
    out[0] = rate;
    out[1] = step == 1 ? initial_accumulator_value : 0;
  }
};

}  // namespace nntrain::optimizers
