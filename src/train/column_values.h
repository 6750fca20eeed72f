// A column's cells by row, as checks compare them.
#pragma once
#include <string>
#include <vector>

#include "columns/column_cells.h"

namespace nntrain {

struct ColumnValues {
  std::string name;
  bool is_text = false;       // a filled cell is no number
  std::vector<float> values;  // numbers; of a text its place among those seen so far; NaN: a missing cell
  std::int64_t distinct = 0;  // different values, missing ones not counted
  std::int64_t missing = 0;

  ColumnValues(const Table& table, std::int64_t column, std::span<const RowPlace> rows);

  std::int64_t size() const { return static_cast<std::int64_t>(values.size()); }
  // Every so many rows: what does not hold of them does not hold of all.
  ColumnValues every(std::size_t stride) const;
  // The place of each value among those seen so far: equal for two columns that say the same in other words.
  std::vector<float> pattern() const;

 private:
  ColumnValues() = default;
};

// Of the relations below all may be accidents where rows are few.

// Whether the column tells each row's class but for one row in 200: by few values, or by thresholds, at most two for each class.
bool tells_class(const ColumnValues& column, const ColumnValues& classes);
// Whether the number follows from the column: on a line (|r| > 0.9999), in the same or the opposite order, or by few values.
bool tells_number(const ColumnValues& column, const ColumnValues& target);

// The rows of the most frequent value.
std::int64_t most_frequent(const ColumnValues& column);

}  // namespace nntrain
