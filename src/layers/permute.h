// Permute: axis i of y is axis dims[i - 1] of x      x (B, a, b), dims [2, 1] -> (B, b, a)
#pragma once
#include <algorithm>

#include "layers/layer.h"

namespace nntrain {

struct Permute {
  static constexpr std::string_view type = "Permute", summary = "Puts the axes of each sample in another order.";

  std::vector<Index> dims;

  static constexpr std::array params{
      required<&Permute::dims>("dims", "which axis of the input stands in each place; 1 is the first after the batch",
                               at_least_one)
          .example("[2, 1]"),
  };
  std::string check() const {
    std::vector<Index> sorted = dims;
    std::ranges::sort(sorted);
    for (std::size_t i = 0; i < sorted.size(); ++i)
      if (sorted[i] != static_cast<Index>(i) + 1) return "dims must name each of 1, 2, ... once";
    return "";
  }

  Tensor call(Builder&, Tensor x) const {
    if (x.shape().rank() != static_cast<int>(dims.size()) + 1)
      throw Error{ErrorKind::config,
                  "expected an input of " + std::to_string(dims.size()) + " axes after the batch; got " +
                      keras_shape(x.shape()),
                  {},
                  "dims must name every axis of the input but the batch"};
    std::vector<Index> order{0};
    order.insert(order.end(), dims.begin(), dims.end());
    return transpose(x, order);
  }
};

}  // namespace nntrain
