// Files that hold nothing but named tensors: what they are called by other programs, and how they become a network's weights.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "exchange/format.h"
#include "exchange/keras_layout.h"

namespace nntrain {

struct ForeignTensor {
  std::string name;
  std::string type;  // of its numbers in the file, as numpy calls it: "float32"
  std::vector<std::int64_t> shape;
  std::vector<float> values;  // row-major
};

// How PyTorch calls a weight, "encoder/dense/kernel" -> "encoder.dense.weight", and whether its two axes are the other way round there.
struct TorchName {
  std::string name;
  bool is_transposed = false;
};
TorchName torch_name(const KerasWeight& weight);
// The model's weights as PyTorch has them.
std::vector<NamedTensor> torch_weights(const Model& model);

// The config's network with these weights, which may be called as here or as PyTorch calls them. Errors:
// model_file, where: `path`: a weight that is missing, given twice, of another shape, or not the network's.
Model model_of_tensors(std::vector<ForeignTensor> tensors, const ImportOptions& options, const std::string& path);

Description describe_tensors(const std::vector<ForeignTensor>& tensors);

// Numbers as they lie in a file, low byte first: "float32", "float64", "float16", "bfloat16", "int64", "int32", "uint8", "bool". Bytes of a number; 0: no such
// type. Precondition of the second: such a type, and whole numbers.
std::size_t bytes_of_number(std::string_view type);
std::vector<float> floats_of(std::string_view bytes, std::string_view type);
std::string_view bytes_of(const std::vector<float>& values);  // float32

// The product of a shape, as far as it is at most `most`. Errors: model_file, where: `path`, beyond, or of a negative axis.
std::uint64_t count_of_shape(std::span<const std::int64_t> shape, std::uint64_t most, const std::string& path);

}  // namespace nntrain
