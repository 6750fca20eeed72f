// Layers that learn from the training rows before training begins, as by Keras' adapt().
#pragma once
#include "train/fit.h"
#include "train/programs.h"

namespace nntrain {

// Lets each layer of the network that must learn do so from what the first train_rows rows of `data` become on their
// way to it, the layer next to the data first. What they learn stands in the network then and, as far as it is a
// parameter, in `spec`. Returns whether there was any. Errors: config, through `diagnostics`: a layer behind one that
// training changes.
bool adapt_layers(Network& network, Spec& spec, const Columns& columns, const Dataset& data, Index train_rows,
                  Diagnostics& diagnostics, const FitOptions& options);

}  // namespace nntrain
