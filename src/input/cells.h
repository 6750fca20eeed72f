// What learning the columns and encoding them share: reading a cell as what it should be, and refusing it.
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "input/table.h"

namespace nntrain {

// Throws Error{data} at the cell: what was found, what was expected. A missing cell brings its own hint.
[[noreturn]] void fail_cell(const Table& table, std::int64_t row, std::int64_t column, const std::string& expected,
                            const std::string& hint);

// Throws Error{data}: every row of the table has a missing cell.
[[noreturn]] void fail_no_row(const Table& table);

// The cell as a finite float32, or Error{data}.
float number(const Table& table, std::int64_t row, std::int64_t column);

// The cell as a whole number from 0 to 2^24, below which float32 holds every whole number; `what` says what it is in
// the message: "a class number".
float whole_number(const Table& table, std::int64_t row, std::int64_t column, const std::string& what);

// The cell as a sample weight: a number >= 0, or Error{data}.
float weight_number(const Table& table, std::int64_t row, std::int64_t column);

// Whether one of these cells of the row is missing.
bool has_missing(const Table& table, std::int64_t row, std::span<const std::int64_t> columns);

}  // namespace nntrain
