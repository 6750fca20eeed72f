// What Keras' model.to_json() prints, as a config; and a config as what keras.models.model_from_json() reads.
#pragma once
#include <string>
#include <vector>

#include "config/diagnostics.h"
#include "network/network.h"

namespace nntrain {

// A config that says the same, with what differs from the defaults.
struct ConvertedConfig {
  std::string text;
  std::vector<std::string> warnings;
};

// `keras`: Keras 3's JSON of a Sequential or Functional model, or Keras 2's. All that has no equivalent here is told at
// its place in that text, and thrown as Error{config}.
ConvertedConfig config_from_keras(Diagnostics& keras);

// The same as a job; that of a model that was not compiled has no loss.
Spec spec_from_keras(Diagnostics& keras);

// Keras 3's JSON of the network, and if it is compiled of optimizer, loss and metrics. `forward`: what network.emit()
// made of it. What Keras cannot say: Error{config}, through `diagnostics`.
std::string keras_json(const Spec& spec, const Network& network, const Forward& forward, bool is_compiled,
                       Diagnostics& diagnostics);

// The same for every version of Keras from 2.2 on, as the attributes of an .h5 file. `keras`: what keras_json() made. Error{config}, where: the
// layer that they cannot say.
struct KerasTexts {
  std::string model, training;  // training: what it is compiled with; empty: nothing
};
KerasTexts keras_of_every_version(const std::string& keras);

// The other way: Keras' JSON with what it is compiled with (empty: nothing) as Keras 3 says it. `file` is of messages. Error{config}: no JSON.
std::string with_training_config(const std::string& model, const std::string& training, const std::string& file);

// What a model file of Keras tells of itself: the "keras_version" of a .keras file's metadata.json, "unknown" if there is none; and the
// layers of Keras' JSON of a model, those of models inside behind theirs. Error{config}: no JSON.
std::string keras_version(const std::string& metadata, const std::string& file);
struct KerasLayerName {
  std::string name, class_name;
};
std::vector<KerasLayerName> keras_layer_names(const std::string& model, const std::string& file);

// Of a model that stands as a layer: whether Keras takes it for a Sequential, else for a Functional.
bool is_keras_sequential(const GraphLayer& layer);

}  // namespace nntrain
