// Where Keras' files keep the weights of a network.
//
//   model.weights.h5 (Keras 3, alone or inside of .keras)     .h5 (Keras 1 to 3)
//   layers/dense/vars/0            kernel                      model_weights/<layer>/<weight>:0
//   layers/dense/vars/1            bias                        model_weights/<model inside>/<model/layer/weight>:0
//   layers/sequential/layers/dense/vars/0  of a model inside
//   layers/spectral_normalization/layer/vars/0  of a layer that is wrapped
//
// The first names a layer by its class, counted among those of its model (dense, dense_1), in the order of get_weights(); the second by its
// name, and lists trained weights before others.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "train/prediction_network.h"

namespace nntrain {

struct KerasWeight {
  std::string name;  // as Forward::weights has it
  std::string path;  // of its dataset in model.weights.h5
  std::string copy;  // of a second one, or empty: SpectralNormalization counts the kernel that it watches among its own
  std::vector<Index> shape;
  std::string layer_type;  // whose it is, of a wrapper's layer inside
};

struct KerasLayer {
  std::string name;
  std::vector<std::string> weights;  // by name, in the order of .h5
};

struct KerasLayout {
  std::vector<std::string> groups;    // of model.weights.h5: older versions look for those of layers without weights, too
  std::vector<KerasWeight> weights;   // in the network's order
  std::vector<KerasLayer> layers;     // of the network itself
};

KerasLayout keras_layout(const PredictionNetwork& of);

// The same where the network is a layer of a graph whose other layers have no weights. classes: of all these layers, in the graph's order;
// network_class: which of them it is. Of model.weights.h5 alone.
KerasLayout keras_layout_inside(KerasLayout network, std::span<const std::string> classes, std::string_view network_class);

}  // namespace nntrain
