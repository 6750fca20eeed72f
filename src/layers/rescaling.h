// Rescaling: y = x · scale + offset, each one number, or one for each index of the last axis      any shape
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Rescaling {
  static constexpr std::string_view type = "Rescaling", summary = "Multiplies by a number and adds another.";
  static constexpr bool supports_masking = true;

  OneOrMany<double> scale, offset{{0}};

  static constexpr std::array params{
      required<&Rescaling::scale>("scale", "factor, or a list of them for the last axis").example("0.1"),
      optional<&Rescaling::offset>("offset", "added after, or a list for the last axis"),
  };

  Tensor call(Builder& b, Tensor x) const {
    return x * row(b.graph(), "scale", scale, x) + row(b.graph(), "offset", offset, x);
  }

 private:
  static Tensor row(Graph& graph, const std::string& name, const OneOrMany<double>& given, Tensor x) {
    const auto count = static_cast<Index>(given.values.size());
    if (count == 1) return constant(graph, given.values[0]);
    if (x.shape().rank() < 2 || count != x.shape().cols())
      throw Error{ErrorKind::config,
                  name + " has " + std::to_string(count) + " numbers, the input has shape " + keras_shape(x.shape()),
                  {},
                  "give one number, or one for each index of the last axis"};
    return numbers(graph, {count}, given.values);
  }
};

}  // namespace nntrain
