// How the parts of a model stand in JSON.
#pragma once
#include "config/field.h"
#include "config/value.h"
#include "train/model.h"

namespace nntrain {

template <>
inline constexpr std::array<std::string_view, 2> enum_names<InputEncoding>{"one_hot", "index"};
template <>
inline constexpr std::array<std::string_view, 3> enum_names<TargetEncoding>{"number", "class_index", "one_hot"};

// {"missing", "inputs": [...], "targets": [...]}, a member for each of the structs' own.
template <>
struct Field<Columns> {
  static void read(const Reader& json, Columns& out);
  static void write(Writer json, const Columns& value);
};

// A list of rows, at least one, all of one width.
template <>
struct Field<Matrix> {
  static void read(const Reader& json, Matrix& out);
  static void write(Writer json, const Matrix& value);
};

// {"steps", "learning_rate", "slots": [...]}
template <>
struct Field<OptimizerState> {
  static void read(const Reader& json, OptimizerState& out);
  static void write(Writer json, const OptimizerState& value);
};

// {"loss": [value of each epoch], ...}, as float32
template <>
struct Field<History> {
  static void read(const Reader& json, History& out);
  static void write(Writer json, const History& value);
};

}  // namespace nntrain
