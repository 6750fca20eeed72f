// glu: y = a · sigmoid(b), a and b the halves of x along `axis`, which y is half as long along
#pragma once
#include "activations/activation.h"
#include "base/error.h"
#include "graph/axes.h"

namespace nntrain::activations {

struct Glu {
  static constexpr std::string_view type = "glu", summary = "One half of its input, gated by the other half.";

  Index axis = -1;

  static constexpr std::array params{
      optional<&Glu::axis>("axis", "what is halved; -1 is the last axis"),
  };

  Tensor call(Tensor x) const {
    const Index along_axis = resolve_axis(axis, x.shape()), size = x.shape().dims[static_cast<std::size_t>(along_axis)];
    if (size % 2 != 0)
      throw Error{ErrorKind::config,
                  "glu halves axis " + std::to_string(along_axis) + ", which is " + std::to_string(size) +
                      " long in an input of shape " + keras_shape(x.shape()),
                  {},
                  "make it even; glu gives half as many outputs as there are units"};
    return slice(x, along_axis, 0, size / 2) * sigmoid(slice(x, along_axis, size / 2, size));
  }
};

}  // namespace nntrain::activations
