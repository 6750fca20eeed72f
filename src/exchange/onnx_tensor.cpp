#include "exchange/onnx_tensor.h"

#include <cstring>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

namespace {

[[noreturn]] void fail(const onnx::Tensor& tensor, const std::string& what) {
  throw Error(ErrorKind::model_file, "the tensor " + quoted(tensor.name()) + " " + what);
}

std::size_t size_of(const onnx::Tensor& tensor) {
  std::size_t size = 1;
  for (const std::int64_t dim : tensor.dims())
    if (dim < 0 || __builtin_mul_overflow(size, static_cast<std::size_t>(dim), &size))
      fail(tensor, "has the impossible size " + std::to_string(dim));
  return size;
}

// `list`: where they stand if not in raw_data.
template <class To, class From, class List>
std::vector<To> numbers(const onnx::Tensor& tensor, const List& list) {
  if (tensor.data_location() != 0) fail(tensor, "lies in another file; expected a model of one file");
  const std::size_t size = size_of(tensor), found = tensor.has_raw_data() ? tensor.raw_data().size() / sizeof(From)
                                                                          : static_cast<std::size_t>(list.size());
  if (found != size || (tensor.has_raw_data() && tensor.raw_data().size() % sizeof(From) != 0))
    fail(tensor, "has " + std::to_string(found) + " numbers; its shape wants " + std::to_string(size));
  if (!tensor.has_raw_data()) return {list.begin(), list.end()};
  std::vector<To> values(size);
  if constexpr (std::is_same_v<To, From>) {
    if (size > 0) std::memcpy(values.data(), tensor.raw_data().data(), tensor.raw_data().size());
  } else {
    for (std::size_t i = 0; i < size; ++i) {
      From number;
      std::memcpy(&number, tensor.raw_data().data() + i * sizeof number, sizeof number);
      values[i] = static_cast<To>(number);
    }
  }
  return values;
}

}  // namespace

std::vector<float> floats_of(const onnx::Tensor& tensor) {
  if (tensor.data_type() == onnx::Tensor::FLOAT) return numbers<float, float>(tensor, tensor.float_data());
  if (tensor.data_type() == onnx::Tensor::DOUBLE) return numbers<float, double>(tensor, tensor.double_data());
  fail(tensor, "has numbers of type " + std::to_string(tensor.data_type()) + "; expected float32 or float64");
}

std::vector<std::int64_t> whole_numbers_of(const onnx::Tensor& tensor) {
  if (tensor.data_type() == onnx::Tensor::INT64)
    return numbers<std::int64_t, std::int64_t>(tensor, tensor.int64_data());
  if (tensor.data_type() == onnx::Tensor::INT32)
    return numbers<std::int64_t, std::int32_t>(tensor, tensor.int32_data());
  fail(tensor, "has numbers of type " + std::to_string(tensor.data_type()) + "; expected whole numbers");
}

}  // namespace nntrain
