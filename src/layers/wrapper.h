// What layers that wrap another one share.
#pragma once
#include <functional>

#include "layers/layer.h"

namespace nntrain {

// A layer inside of another: {"type": "Dense", "units": 3, "name": "a"}.
struct WrappedLayer {
  static constexpr std::string_view type = "wrapped_layer", summary = "A layer inside of another.";

  Layer layer;
  std::string name;
  bool trainable = true;
  std::optional<Regularizer> activity_regularizer;

  static constexpr std::array params{
      inlined<&WrappedLayer::layer>(),
      optional<&WrappedLayer::name>(
          "name", "how its weights are called, after the wrapper's name; empty: Keras' automatic name"),
      optional<&WrappedLayer::trainable>("trainable", "whether training changes its weights"),
      optional<&WrappedLayer::activity_regularizer>("activity_regularizer",
                                                    "penalty on its output, divided by the batch size"),
  };
  std::string check() const { return name.find('/') == name.npos ? "" : "expected a name without \"/\""; }
};

// Calls the layer inside. Its weights are named "wrapper/dense/kernel"; on_kernel is told of its kernel (or embeddings)
// before anything takes it, and may ask for weights of the wrapper itself.
Tensor call_wrapped(const WrappedLayer& inner, Builder& builder, std::span<const Tensor> inputs,
                    const std::function<void(Tensor kernel)>& on_kernel);

// Names of the layers inside of a layer, the outermost first. Automatic ones are asked of `next`, the innermost first,
// as Keras makes them.
std::vector<std::string> names_inside(const Layer& layer,
                                      const std::function<std::string(std::string_view type)>& next);

}  // namespace nntrain
