// Functional: a graph of layers as one layer, of any number of inputs and outputs      y0, y1, ... = graph(x0, x1, ...)
// It begins with an InputLayer for each input, in the order of the call's arguments.
#pragma once
#include "layers/layer_entry.h"

namespace nntrain {

struct Functional {
  static constexpr std::string_view type = "Functional", summary = "A graph of layers, used as one layer.";
  static constexpr std::array<std::string_view, 1> aliases{"Model"};
  static constexpr int min_inputs = 1, max_inputs = any_number;

  std::vector<LayerEntry> layers;
  std::vector<std::string> outputs;

  static constexpr std::array params{
      required<&Functional::layers>("layers", "a graph: it begins with an Input for each argument")
          .example("[{\"type\": \"Input\", \"shape\": [4]}, {\"type\": \"Dense\", \"units\": 64}]"),
      optional<&Functional::outputs>("outputs",
                                     "names of the layers whose outputs are its own; empty: those that no "
                                     "other layer takes"),
  };
  std::string check() const { return layers.empty() ? "expected at least one layer" : ""; }

  const std::vector<LayerEntry>* model_layers() const { return &layers; }
  const std::vector<std::string>* model_outputs() const { return &outputs; }
};

}  // namespace nntrain
