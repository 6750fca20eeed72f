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

// Keras 3's JSON of the network, and if it is compiled of optimizer, loss and metrics. `forward`: what network.emit()
// made of it. What Keras cannot say: Error{config}, through `diagnostics`.
std::string keras_json(const Spec& spec, const Network& network, const Forward& forward, bool is_compiled,
                       Diagnostics& diagnostics);

}  // namespace nntrain
