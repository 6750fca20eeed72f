// The optimizer's state as Keras 3 keeps it in model.weights.h5:
//   optimizer/vars/0  the steps done (int64), 1 the learning rate (unless a schedule decides it), then what it keeps of each trained weight.
// In .h5 the same are datasets in optimizer_weights, by whose attribute "weight_names" they are in this order; the first is "adam/iteration". That is read, not
// written: Keras 3 (3.15) reads none of the weights' state back, and then cannot train the model any more.
#pragma once
#include <optional>

#include "containers/hdf5.h"
#include "exchange/keras_layout.h"

namespace nntrain {

// Precondition: model.optimizer. Errors: config, of an optimizer whose state Keras keeps in another form.
void write_keras_optimizer(const Model& model, const std::vector<Weight>& weights, Hdf5Writer& file);

// The state in a file that is of the model's optimizer and weights; nothing where the file has none, or that of another (or of a Keras before 3).
std::optional<OptimizerState> read_keras_optimizer(const Hdf5File& file, const Model& model);
std::optional<OptimizerState> read_legacy_optimizer(const Hdf5File& file, const Model& model);

}  // namespace nntrain
