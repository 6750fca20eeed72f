// RMSNormalization: y = x / sqrt(mean(x²) + epsilon) · scale, the mean of each sample over `axis` (one or several),
// scale one number for each place on them      any shape      Zhang, Sennrich: "Root mean square layer normalization",
// 2019.
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct RMSNormalization {
  static constexpr std::string_view type = "RMSNormalization",
                                    summary = "Gives each sample root mean square 1, then a scale.";

  OneOrMany<Index> axis{{-1}};
  double epsilon = 1e-6;

  static constexpr std::array params{
      optional<&RMSNormalization::axis>("axis", "what is normalised; 0 is the batch, -1 the last axis"),
      optional<&RMSNormalization::epsilon>("epsilon", "added to the mean square", non_negative),
  };

  Tensor call(Builder& b, Tensor x) const {
    const std::vector<Index> axes = resolve_axes(axis.values, x.shape());
    std::vector<Index> sizes;
    for (const Index a : axes) sizes.push_back(x.shape().dims[static_cast<std::size_t>(a)]);
    const Tensor scale = reshape(b.weight("scale", sizes, "ones"), along(axes, x.shape()));
    return x * rsqrt(mean(square(x), axes) + epsilon) * scale;
  }
};

}  // namespace nntrain
