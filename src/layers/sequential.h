// Sequential: a chain of layers as one layer      y = last(... (first(x)))
#pragma once
#include "layers/layer_entry.h"

namespace nntrain {

struct Sequential {
  static constexpr std::string_view type = "Sequential", summary = "A chain of layers, used as one layer.";
  static constexpr int min_inputs = 1, max_inputs = 1;

  std::vector<LayerEntry> layers;

  static constexpr std::array params{
      required<&Sequential::layers>("layers", "each takes the output of the one before it")
          .example("[{\"type\": \"Dense\", \"units\": 64}]"),
  };
  std::string check() const { return layers.empty() ? "expected at least one layer" : ""; }

  const std::vector<LayerEntry>* model_layers() const { return &layers; }
};

}  // namespace nntrain
