// Reshape: (B, ...) -> (B, target_shape...), the same numbers in the same order
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Reshape {
  static constexpr std::string_view type = "Reshape", summary = "Gives each sample another shape.";

  std::vector<Index> target_shape;

  static constexpr std::array params{
      required<&Reshape::target_shape>("target_shape",
                                       "shape of one sample, without the batch; -1 is what is left over",
                                       Range{-1, 2147483647, false, false, "-1 or > 0"})
          .example("[2, 8]"),
  };
  std::string check() const;

  Tensor call(Builder&, Tensor x) const;
};

}  // namespace nntrain
