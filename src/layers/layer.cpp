#include "layers/layer.h"

#include <algorithm>

namespace nntrain {

Tensor call_layer(const Layer& layer, Builder& builder, std::span<const Tensor> inputs) {
  const LayerKind& kind = layer.kind();
  Tensor y = layer.call(&LayerKind::call, builder, inputs);
  const bool is_input = std::ranges::any_of(inputs, [&](Tensor x) { return x.id == y.id; });
  if (!is_input && builder.mask_of(y)) return y;  // the layer has set it
  const Tensor mask = kind.mask ? kind.mask(layer.self(), builder, inputs) : Tensor{};
  if (!kind.mask && std::ranges::any_of(inputs, [&](Tensor x) { return static_cast<bool>(builder.mask_of(x)); }))
    builder.lose_mask();
  if (mask.id == builder.mask_of(y).id) return y;
  if (is_input) {  // a name of its own, since the input keeps its mask
    Attributes same;
    same.dims = y.shape().dims;
    y = emit("reshape", {y}, std::move(same));
  }
  builder.set_mask(y, mask);
  return y;
}

}  // namespace nntrain
