// Dot: y[..., ...] = sum over k of x0[..., k, ...] · x1[..., k, ...], for each sample. k runs along axes[0] of x0 and
// axes[1] of x1; y has the other axes of x0, then those of x1: (B, 5, 4) and (B, 4, 3) give (B, 5, 3), (B, 4) and (B,
// 4) give (B, 1).
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Dot {
  static constexpr std::string_view type = "Dot", summary = "Multiplies two inputs along an axis of each, and sums.";
  static constexpr int min_inputs = 2, max_inputs = 2;

  OneOrMany<Index> axes;
  bool normalize = false;

  static constexpr std::array params{
      required<&Dot::axes>("axes", "the axis of both inputs, or of each; 0 is the batch, -1 the last axis").example("1"),
      optional<&Dot::normalize>("normalize", "whether to divide by the lengths first, which gives the cosine"),
  };
  std::string check() const { return axes.values.size() <= 2 ? "" : "axes must be one axis, or one of each input"; }

  Tensor mask(Builder&, std::span<const Tensor>) const { return {}; }
  Tensor call(Builder&, std::span<const Tensor> inputs) const;
};

}  // namespace nntrain
