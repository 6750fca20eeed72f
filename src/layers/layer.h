// Layers: forward only. A layer reads its parameters and its weights and emits ops; gradients, memory, threads and
// exporters follow from that. One file each; the list is registry.cpp.
//
// A layer is a described struct (config/param.h) with
//   Tensor call(Builder& b, Tensor x) const;                       of one input, or
//   Tensor call(Builder& b, std::span<const Tensor> inputs) const; of several, with static constexpr int min_inputs,
//   max_inputs
// or, of a model that stands as a layer, instead of call()
//   const std::vector<LayerEntry>* model_layers() const;           what it is made of
// Unless it says otherwise, the result of a layer has no mask (Keras' masks: which places count):
//   static constexpr bool supports_masking = true;                 it has that of the first input, or
//   Tensor mask(Builder& b, std::span<const Tensor> inputs) const; it has this one
// and, if it learns from the training rows before training begins,
//   static constexpr std::string_view learns = "mean and variance";
//   bool must_adapt() const;  Normalization adapted(const Samples&) const;
#pragma once
#include <limits>

#include <functional>
#include <span>
#include <vector>

#include "activations/activation.h"
#include "base/error.h"
#include "graph/axes.h"
#include "layers/builder.h"

namespace nntrain {

// What reaches a layer from the training rows, which may be more than fits in memory.
struct Samples {
  std::vector<Index> shape;  // of one
  // Calls what it is given for all values, some whole samples at a time; the same ones whenever it is called.
  std::function<void(const std::function<void(std::span<const float>)>&)> each;
};

struct WrappedLayer;  // wrapper.h
struct LayerEntry;  // layer_entry.h

struct LayerKind : Kind {
  // Inputs and result have a batched leading dimension: (B, ...). Shapes that do not fit: Error{config} saying what was
  // found and what was expected; the network adds which layer it was and what stands before it.
  Tensor (*call)(const void* self, Builder& builder, std::span<const Tensor> inputs);
  // The mask of its result, from those that builder.mask_of() tells of its inputs; none: all of it counts. Null: it does not know
  // masks, and what follows sees none.
  Tensor (*mask)(const void* self, Builder& builder, std::span<const Tensor> inputs);
  // Of a wrapper: the layer inside; else null.
  const WrappedLayer* (*wrapped)(const void* self);
  // How many inputs it takes. None: it brings data into the network; call() is given that data as its one input.
  int min_inputs, max_inputs;
  // Whether its first input is whole numbers (indices into a table of this many rows), or 0.
  Index (*index_limit)(const void* self);
  // Of a layer that takes no inputs: the shape of a sample, if it says; else null.
  const std::vector<Index>* (*data_shape)(const void* self);
  // Of a layer that learns from the training rows before training begins, as by Keras' adapt(): what it learns ("mean and
  // variance"), empty for any other; whether it still has to; and the same layer after it has.
  std::string_view learns;
  bool (*must_adapt)(const void* self);
  std::shared_ptr<const void> (*adapted)(const void* self, const Samples& samples);
  // Of a model: its layers, and its outputs' names (null: it is a chain). Else null. The network looks into a model instead of
  // calling it; call() refuses.
  const std::vector<LayerEntry>* (*model_layers)(const void* self);
  const std::vector<std::string>* (*model_outputs)(const void* self);
};
struct LayerFamily {
  static constexpr std::string_view name = "layer";
  static std::span<const LayerKind> kinds();
};
using Layer = Component<LayerFamily>;

// Calls a layer as the network does: masks follow Keras' rules.
Tensor call_layer(const Layer& layer, Builder& builder, std::span<const Tensor> inputs);

inline constexpr int any_number = std::numeric_limits<int>::max();  // for max_inputs

}  // namespace nntrain
