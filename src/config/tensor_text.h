// Tensors in JSON: nested lists of numbers, each in the shortest decimal form that reads back to the same float32; NaN and infinities are
// null. In a Json that is built or was parsed, one is a binary value, its shape and its numbers as they lie, which is a tenth of the
// memory and of the time. Large ones are read and written by several threads; what comes of it is the same for any number of them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>

#include "config/value.h"

namespace nntrain {

inline constexpr std::size_t max_rank = 16;  // of tensors that are read

struct TensorView {
  std::span<const std::int64_t> shape;
  std::span<const float> values;  // row-major
};

Json tensor_json(std::span<const std::int64_t> shape, std::span<const float> values);
// Of a value that is_binary(); good as long as that is.
TensorView tensor_of(const Json& json);

// Reads the nested lists of this shape that begin at text[at], which is then behind them. Null, and nothing has happened, where anything
// else stands there: what is wrong shows when it is read as any other value.
Json read_tensor_text(std::string_view text, std::size_t& at, std::span<const std::int64_t> shape);

}  // namespace nntrain
