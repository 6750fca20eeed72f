// Layers: forward only. A layer reads its parameters and its weights and emits ops; gradients, memory, threads and
// exporters follow from that. One file each; the list is registry.cpp.
//
// A layer is a described struct (config/param.h) with
//   Tensor call(Builder& b, Tensor x) const;                       of one input, or
//   Tensor call(Builder& b, std::span<const Tensor> inputs) const; of several, with static constexpr int min_inputs,
//   max_inputs
#pragma once
#include <limits>

#include "activations/activation.h"
#include "base/error.h"
#include "graph/axes.h"
#include "layers/builder.h"

namespace nntrain {

struct LayerKind : Kind {
  // Inputs and result have a batched leading dimension: (B, ...). Shapes that do not fit: Error{config} saying what was
  // found and what was expected; the network adds which layer it was and what stands before it.
  Tensor (*call)(const void* self, Builder& builder, std::span<const Tensor> inputs);
  // How many inputs it takes. None: it brings data into the network; call() is given that data as its one input.
  int min_inputs, max_inputs;
  // Whether its inputs are whole numbers (indices into a table of this many rows), or 0.
  Index (*index_limit)(const void* self);
  // Of a layer that takes no inputs: the shape of a sample, if it says; else null.
  const std::vector<Index>* (*data_shape)(const void* self);
};
struct LayerFamily {
  static constexpr std::string_view name = "layer";
  static std::span<const LayerKind> kinds();
};
using Layer = Component<LayerFamily>;

inline constexpr int any_number = std::numeric_limits<int>::max();  // for max_inputs

}  // namespace nntrain
