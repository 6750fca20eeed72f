// Numbers: a number, or lists of numbers nested to any depth, as Keras takes an array: "mean": [0.5, 1.5].
#pragma once
#include "config/field.h"

namespace nntrain {

struct Numbers {
  std::vector<std::int64_t> shape;  // empty: a single number
  std::vector<double> values;       // row-major
  bool operator==(const Numbers&) const = default;
};

template <>
struct Field<Numbers> {
  static bool fits(const Reader& json);
  static void read(const Reader& json, Numbers& out);
  static void write(Writer json, const Numbers& value);
  static void schema(Schema schema);
  static std::string text();
};

}  // namespace nntrain
