// Weights as images, as Keras' TensorBoard makes them.
#pragma once
#include "base/named_tensor.h"
#include "events/event_file.h"

namespace nntrain::callbacks {

// Without axes of size 1: a vector is one column; a matrix lies on its longer side; of three axes the last becomes
// images, three at most. Others cannot be shown: none. A pixel is black at 0 or below, white at 1 or above.
std::vector<events::Image> weight_images(const NamedTensor& weight);

}  // namespace nntrain::callbacks
