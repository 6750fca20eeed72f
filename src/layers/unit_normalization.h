// UnitNormalization: y = x / sqrt(sum(x²)), the sum of each sample over `axis` (one or several)      any shape
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct UnitNormalization {
  static constexpr std::string_view type = "UnitNormalization", summary = "Gives each sample length 1.";
  static constexpr bool supports_masking = true;

  OneOrMany<Index> axis{{-1}};

  static constexpr std::array params{
      optional<&UnitNormalization::axis>("axis", "what is normalised; 0 is the batch, -1 the last axis"),
  };

  Tensor call(Builder&, Tensor x) const { return l2_normalize(x, resolve_axes(axis.values, x.shape()), 1e-12); }
};

}  // namespace nntrain
