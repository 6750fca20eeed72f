// Other programs' ONNX graphs as networks of layers. Products with weights are Dense, and what follows them alone joins
// them as bias and activation, as people write them; elementwise nodes are known by the function that they compute
// (exchange/curve.h).
#pragma once
#include <string>

#include "exchange/onnx.pb.h"
#include "train/model.h"

namespace nntrain {

// Errors: model_file, which names the node that is not imported and why; config, of the network that they make.
Model model_of_layers(const onnx::Model& model, const std::string& path);

}  // namespace nntrain
