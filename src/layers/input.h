// InputLayer: where columns of the data enter the network      -> (B, shape...)
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct InputLayer {
  static constexpr std::string_view type = "InputLayer", summary = "Where data enters the network.";
  static constexpr std::array<std::string_view, 1> aliases{"Input"};
  static constexpr int min_inputs = 0, max_inputs = 0;

  std::optional<std::vector<Index>> shape;

  static constexpr std::array params{
      optional<&InputLayer::shape>("shape", "shape of one sample, without the batch; null: the data decides",
                                   at_least_one),
  };

  const std::vector<Index>* data_shape() const { return shape ? &*shape : nullptr; }
  Tensor call(Builder&, Tensor data) const { return data; }
};

}  // namespace nntrain
