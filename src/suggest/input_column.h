// What an input column should be, and why: a function of what stands in it.
#pragma once
#include <cstdint>
#include <string>

#include "columns/column_type.h"
#include "columns/profile.h"

namespace nntrain::suggest {

struct InputColumn {
  ColumnType type;
  std::string reason;          // what stands in the column, and what is made of it for which reason
  std::string left_out;        // of a column that is ignored: why, in a few words; else empty
  std::int64_t width = 0;      // about how many numbers the network sees of it
  bool orders_rows = false;    // it says when things happened, and the file is in that order

  bool is_left_out() const { return !left_out.empty(); }
};

InputColumn suggest_input(const ColumnProfile& column);

// Whether a column's values tell rows apart and nothing else: numbers that count up, or texts of which (nearly) each is its own.
bool is_identifier(const ColumnProfile& column);

}  // namespace nntrain::suggest
