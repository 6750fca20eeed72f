// Layers: forward only. A layer reads its parameters and its weights and emits ops; gradients, memory, threads and exporters
// follow from that. One file each; the list is registry.cpp.
#pragma once
#include "activations/activation.h"
#include "layers/builder.h"

namespace nntrain {

struct LayerKind : Kind {
  // Inputs and result have a batched leading dimension: (B, ...). Shapes that do not fit: Error{config} saying what was found
  // and what was expected; the network adds which layer it was and what stands before it.
  Tensor (*call)(const void* self, Builder& builder, std::span<const Tensor> inputs);
  // How many inputs it takes.
  int min_inputs, max_inputs;
  // Whether its inputs are whole numbers (indices into a table of this many rows), or 0.
  Index (*index_limit)(const void* self);
};
struct LayerFamily {
  static constexpr std::string_view name = "layer";
  static std::span<const LayerKind> kinds();
};
using Layer = Component<LayerFamily>;

// Dimensions without the batch, as Keras prints them: "(None, 28, 28)".
std::string keras_shape(const Shape& shape);
// An axis as Keras counts it (0 is the batch, -1 the last) as an index into shape.dims; Error{config} if there is no such axis.
Index resolve_axis(Index axis, const Shape& shape);

}  // namespace nntrain
