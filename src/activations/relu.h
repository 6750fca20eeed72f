// relu: y = max_value                          if x >= max_value
//           x                                  if threshold < x < max_value
//           negative_slope · (x - threshold)   if x <= threshold
#pragma once
#include "activations/leaky_relu.h"

namespace nntrain::activations {

struct Relu {
  static constexpr std::string_view type = "relu", summary = "Rectified linear unit: the positive part of its input.";

  std::optional<double> max_value;
  double negative_slope = 0;
  double threshold = 0;

  static constexpr std::array params{
      optional<&Relu::max_value>("max_value", "largest value, or null for no limit", non_negative),
      optional<&Relu::negative_slope>("negative_slope", "slope below the threshold", non_negative),
      optional<&Relu::threshold>("threshold", "values up to this count as negative", non_negative),
  };

  Tensor call(Tensor x) const {
    if (negative_slope != 0 && threshold == 0 && !max_value) return LeakyRelu{negative_slope}.call(x);
    Tensor y = threshold == 0 ? relu(x) : select(greater(x, threshold), x, constant(*x.graph, 0));
    if (max_value) y = minimum(y, *max_value);
    if (negative_slope != 0) y = y - relu(threshold - x) * negative_slope;
    return y;
  }
};

}  // namespace nntrain::activations
