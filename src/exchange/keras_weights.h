// model.weights.h5: the weights of a Keras 3 model, alone or inside of .keras.
#pragma once
#include "containers/hdf5.h"
#include "exchange/format.h"
#include "exchange/keras_layout.h"

namespace nntrain {

// The file's bytes. with_optimizer: its state, too, where the model has it.
std::string keras_weights_file(const Model& model, const PredictionNetwork& exported, const KerasLayout& layout, bool with_optimizer = true);

// The network's weights out of such a file. Errors: model_file, where: `path`, if one is missing or has another shape.
std::vector<NamedTensor> read_keras_weights(const Hdf5File& file, const KerasLayout& layout, const std::string& path);

// The weights of an .h5 file, whose layers stand in `group` ("model_weights", or "" of a file of weights alone). Layers are found by name. Errors: as above.
std::vector<NamedTensor> read_legacy_weights(const Hdf5File& file, const std::string& group, const KerasLayout& layout, const std::string& path);

// A list of texts of an object, which HDF5 may keep in parts: "layer_names", or "layer_names0", "layer_names1", …
std::vector<std::string> keras_names(const Hdf5File& file, const std::string& object, const std::string& name);

// What a network is told as in .keras and .h5: facts and layers from Keras' JSON `text`, tensors from the weights' file.
Description describe_keras(const std::string& text, const Hdf5File& weights, const std::string& path);
Description describe_datasets(const Hdf5File& weights);

}  // namespace nntrain
