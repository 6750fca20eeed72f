// How a NamedTensor stands in JSON, as in a model file's "weights":
//   {"name": "dense/kernel", "shape": [2, 1], "values": [[1.996118], [3.0239758]]}
// Numbers are float32 in the shortest decimal form that reads back to the same bits; null is NaN.
#pragma once
#include "base/named_tensor.h"
#include "config/field.h"

namespace nntrain {

template <>
struct Field<NamedTensor> {
  static bool fits(const Reader& json) { return json.is_object(); }
  static void read(const Reader& json, NamedTensor& out);
  static void write(Writer json, const NamedTensor& value);
  static void schema(Schema schema) { schema.type("object"); }
  static std::string text() { return "a weight with \"name\", \"shape\" and \"values\""; }
};

// Appends the numbers of nested lists of this shape. Reports the first that is wrong, at its place, and returns false.
bool read_tensor(const Reader& json, std::span<const std::int64_t> shape, std::vector<float>& out);

}  // namespace nntrain
