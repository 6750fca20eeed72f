// Dense: y = activation(x · kernel + bias)      x (B, ..., in) -> (B, ..., units)
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Dense {
  static constexpr std::string_view type = "Dense", summary = "Connects every input to every unit.";
  static constexpr bool supports_masking = true;

  int units = 0;
  std::optional<Activation> activation;
  bool use_bias = true;
  Initializer kernel_initializer = "glorot_uniform", bias_initializer = "zeros";
  std::optional<Regularizer> kernel_regularizer, bias_regularizer;
  std::optional<Constraint> kernel_constraint, bias_constraint;

  static constexpr std::array params{
      required<&Dense::units>("units", "number of output units", at_least_one).example("64"),
      optional<&Dense::activation>("activation", "applied to the result; null: none"),
      optional<&Dense::use_bias>("use_bias", "whether to add a bias to each unit"),
      optional<&Dense::kernel_initializer>("kernel_initializer", "first values of the kernel (in, units)"),
      optional<&Dense::bias_initializer>("bias_initializer", "first values of the bias (units)"),
      optional<&Dense::kernel_regularizer>("kernel_regularizer", "penalty on the kernel"),
      optional<&Dense::bias_regularizer>("bias_regularizer", "penalty on the bias"),
      optional<&Dense::kernel_constraint>("kernel_constraint", "what the kernel is held to"),
      optional<&Dense::bias_constraint>("bias_constraint", "what the bias is held to"),
  };

  Tensor call(Builder& b, Tensor x) const {
    if (x.shape().rank() < 2)
      throw Error{ErrorKind::config,
                  "Dense expected an input of shape (None, ..., features); got " + keras_shape(x.shape()),
                  {},
                  "a Reshape with \"target_shape\": [1] in front of it makes the number a feature"};
    Tensor y = matmul(
        x, b.weight("kernel", {x.shape().cols(), units}, kernel_initializer, kernel_regularizer, kernel_constraint));
    if (use_bias) y = y + b.weight("bias", {units}, bias_initializer, bias_regularizer, bias_constraint);
    return activation ? activate(y, *activation) : y;
  }
};

}  // namespace nntrain
