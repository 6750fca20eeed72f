// A tensor that has left the machinery: its name, shape and numbers, a plain value.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace nntrain {

struct NamedTensor {
  std::string name;  // "dense/kernel"
  std::vector<std::int64_t> shape;
  std::vector<float> values;  // row-major
  bool operator==(const NamedTensor&) const = default;
};

}  // namespace nntrain
