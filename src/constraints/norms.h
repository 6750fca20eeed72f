// MaxNorm, UnitNorm, MinMaxNorm: bounds on the length of each unit's weights, norm = sqrt(sum(w²)) over `axis`.
//   MaxNorm     w = w · min(norm, max_value) / norm
//   UnitNorm    w = w / norm
//   MinMaxNorm  w = w · (rate · clip(norm, min_value, max_value) + (1 - rate) · norm) / norm
// As in Keras, 1e-7 is added to the norm that divides.
#pragma once
#include "constraints/constraint.h"
#include "graph/axes.h"

namespace nntrain {

template <auto Member>
constexpr Param norm_axis_param() {
  return optional<Member>("axis",
                          "what a length is taken along, one axis or several; 0 is the inputs of a Dense kernel");
}

// w · wanted(norm) / (norm + 1e-7), norm along these axes. Error{config} if w does not have them.
template <class F>
Tensor with_norm(Tensor w, const OneOrMany<Index>& axis, F wanted) {
  const Tensor norm = sqrt(sum(square(w), resolve_axes(axis.values, w.shape())));
  return w * (wanted(norm) / (norm + 1e-7));
}

struct MaxNorm {
  static constexpr std::string_view type = "MaxNorm", summary = "No unit's weights longer than a bound.";

  double max_value = 2;
  OneOrMany<Index> axis{{0}};

  static constexpr std::array params{
      optional<&MaxNorm::max_value>("max_value", "largest length", non_negative),
      norm_axis_param<&MaxNorm::axis>(),
  };

  Tensor allowed(Tensor w) const {
    return with_norm(w, axis, [this](Tensor norm) { return minimum(norm, max_value); });
  }
};

struct UnitNorm {
  static constexpr std::string_view type = "UnitNorm", summary = "Each unit's weights have length 1.";

  OneOrMany<Index> axis{{0}};

  static constexpr std::array params{norm_axis_param<&UnitNorm::axis>()};

  Tensor allowed(Tensor w) const {
    return with_norm(w, axis, [](Tensor norm) { return constant(*norm.graph, 1); });
  }
};

struct MinMaxNorm {
  static constexpr std::string_view type = "MinMaxNorm", summary = "Each unit's weights between two lengths.";

  double min_value = 0, max_value = 1, rate = 1;
  OneOrMany<Index> axis{{0}};

  static constexpr std::array params{
      optional<&MinMaxNorm::min_value>("min_value", "smallest length", non_negative),
      optional<&MinMaxNorm::max_value>("max_value", "largest length", non_negative),
      optional<&MinMaxNorm::rate>("rate", "how much of the way is gone in each step", unit),
      norm_axis_param<&MinMaxNorm::axis>(),
  };
  std::string check() const { return min_value <= max_value ? "" : "min_value must not be greater than max_value"; }

  Tensor allowed(Tensor w) const {
    return with_norm(w, axis, [this](Tensor norm) {
      const Tensor bounded = clip(norm, min_value, max_value);
      return rate == 1 ? bounded : bounded * rate + norm * (1 - rate);
    });
  }
};

}  // namespace nntrain
