// An entry of "layers", in a config and in a model that stands as a layer: a layer with its name and inputs, or a
// further call of one that has a name.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "layers/layer.h"

namespace nntrain {

// {"type": "Dense", "units": 3, "name": "a", "inputs": ["x"]}, or {"shared": "a", "inputs": ["y"]}.
struct LayerEntry {
  static constexpr std::string_view type = "layer_entry", summary = "A layer of the network.";

  Layer layer;         // none in a further call
  std::string shared;  // of a further call: the layer's name
  std::string name;
  std::optional<std::vector<Index>> input_shape;
  std::vector<std::string> inputs;
  bool trainable = true;
  std::optional<Regularizer> activity_regularizer;

  bool is_shared() const { return !shared.empty(); }

  static constexpr std::array params{
      inlined<&LayerEntry::layer>(),
      optional<&LayerEntry::name>("name",
                                  "how other layers, weights and the log call it; empty: Keras' automatic name"),
      optional<&LayerEntry::input_shape>(
          "input_shape", "of the first layer: the shape of a sample; null: the data decides", at_least_one),
      optional<&LayerEntry::inputs>("inputs",
                                    "names of the layers whose outputs it takes; empty: the previous layer. \"a/b\" is "
                                    "the output \"b\" of a model \"a\" that has several"),
      optional<&LayerEntry::trainable>("trainable", "whether training changes its weights"),
      optional<&LayerEntry::activity_regularizer>("activity_regularizer",
                                                  "penalty on its output, divided by the batch size"),
  };
  static constexpr std::array call_params{
      required<&LayerEntry::shared>("shared", "the layer that is called once more, with the same weights"),
      optional<&LayerEntry::name>("name",
                                  "how other layers call this output; empty: \"a[1]\" for the first further "
                                  "call of the layer \"a\", then \"a[2]\""),
      optional<&LayerEntry::inputs>("inputs", "names of the layers whose outputs it takes; empty: the previous layer"),
  };
};

template <>
struct Field<LayerEntry> {
  static bool fits(const Reader& json) { return json.is_object(); }
  static void read(const Reader& json, LayerEntry& out);
  static void write(Writer json, const LayerEntry& value);
  static void schema(Schema schema);
  static std::string text() { return "a layer"; }
};

}  // namespace nntrain
