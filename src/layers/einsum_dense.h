// EinsumDense: y = activation(einsum(equation, x, kernel) + bias)      "abc,cd->abd": x (B, b, c) -> (B, b, d)
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct EinsumDense {
  static constexpr std::string_view type = "EinsumDense",
                                    summary = "Connects the axes of its input to units as an equation says.";

  std::string equation;
  OneOrMany<std::optional<Index>> output_shape;
  std::optional<Activation> activation;
  std::optional<std::string> bias_axes;
  Initializer kernel_initializer = "glorot_uniform", bias_initializer = "zeros";
  std::optional<Regularizer> kernel_regularizer, bias_regularizer;
  std::optional<Constraint> kernel_constraint, bias_constraint;

  static constexpr std::array params{
      required<&EinsumDense::equation>(
          "equation", "axes of input, kernel and result as letters: \"abc,cd->abd\", \"...x,xy->...y\"")
          .example("\"ab,bc->ac\""),
      required<&EinsumDense::output_shape>(
          "output_shape", "the result's sizes without the batch and what \"...\" stands for; null: as the input has it",
          at_least_one)
          .example("64"),
      optional<&EinsumDense::activation>("activation", "applied to the result; null: none"),
      optional<&EinsumDense::bias_axes>("bias_axes", "letters of the result's axes that have a bias; null: no bias"),
      optional<&EinsumDense::kernel_initializer>("kernel_initializer", "first values of the kernel"),
      optional<&EinsumDense::bias_initializer>("bias_initializer", "first values of the bias"),
      optional<&EinsumDense::kernel_regularizer>("kernel_regularizer", "penalty on the kernel"),
      optional<&EinsumDense::bias_regularizer>("bias_regularizer", "penalty on the bias"),
      optional<&EinsumDense::kernel_constraint>("kernel_constraint", "what the kernel is held to"),
      optional<&EinsumDense::bias_constraint>("bias_constraint", "what the bias is held to"),
  };
  std::string check() const;

  Tensor call(Builder& b, Tensor x) const;
};

}  // namespace nntrain
