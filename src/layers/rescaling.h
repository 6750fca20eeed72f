// Rescaling: y = x · scale + offset, each one number, or one for each index of the last axis      any shape
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Rescaling {
  static constexpr std::string_view type = "Rescaling", summary = "Multiplies by a number and adds another.";

  OneOrMany<double> scale, offset{{0}};

  static constexpr std::array params{
      required<&Rescaling::scale>("scale", "factor, or a list of them for the last axis"),
      optional<&Rescaling::offset>("offset", "added after, or a list for the last axis"),
  };

  Tensor call(Builder& b, Tensor x) const {
    return x * row(b.graph(), "scale", scale, x) + row(b.graph(), "offset", offset, x);
  }

 private:
  static Tensor row(Graph& graph, const std::string& name, const OneOrMany<double>& numbers, Tensor x) {
    std::vector<Tensor> parts;
    for (const double number : numbers.values) parts.push_back(constant(graph, number));
    if (parts.size() == 1) return parts[0];
    if (x.shape().rank() < 2 || static_cast<Index>(parts.size()) != x.shape().cols())
      throw Error{
          ErrorKind::config,
          name + " has " + std::to_string(parts.size()) + " numbers, the input has shape " + keras_shape(x.shape()),
          {},
          "give one number, or one for each index of the last axis"};
    for (Tensor& part : parts) part = expand(part, {{1}, false});
    return concatenate(parts, 0);
  }
};

}  // namespace nntrain
