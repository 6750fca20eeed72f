// The model file: one JSON document, {"format": "nntrain-model", "version": 1, "config", "columns", "weights", "history", "proof"}.
#pragma once
#include <string>

#include "train/model.h"

namespace nntrain {

// The document, ending in a newline. Equal models give equal bytes; floats in the shortest form that reads back to the same bits.
std::string model_text(const Model& model);

// Errors: io if it cannot be read, model_file (with the place in the file) if it is not a whole, consistent model of a known version.
Model read_model(const std::string& path);

}  // namespace nntrain
