// ONNX files: what writing and reading share.
#pragma once
#include <string_view>

#include "exchange/format.h"
#include "exchange/onnx.pb.h"

namespace nntrain {

inline constexpr std::string_view onnx_rest_key =
    "nntrain";  // of the metadata: the model file without the weights that are initializers

// Errors: model_file.
onnx::Model parse_onnx(const ForeignFile& file);

// The model of a file that nntrain has written, or of a graph of layers that others have (exchange/onnx_import.cpp).
Model read_onnx(const ForeignFile& file, const ImportOptions& options);

}  // namespace nntrain
