// The numbers of an ONNX tensor.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "exchange/onnx.pb.h"

namespace nntrain {

// As many as its dims say. Errors, of kind model_file without a place: another type, another count, numbers that lie in
// another file.
std::vector<float> floats_of(const onnx::Tensor& tensor);
std::vector<std::int64_t> whole_numbers_of(const onnx::Tensor& tensor);

}  // namespace nntrain
