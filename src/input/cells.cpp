#include "input/cells.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "input/columns.h"

namespace nntrain {
namespace {

std::string name_of(const Table& table, std::int64_t column) {
  return quoted(table.names()[static_cast<std::size_t>(column)]);
}

}  // namespace

bool has_missing(const Table& table, std::int64_t row, std::span<const std::int64_t> columns) {
  return std::ranges::any_of(columns, [&](std::int64_t column) { return table.is_missing(row, column); });
}

void fail_cell(const Table& table, std::int64_t row, std::int64_t column, const std::string& expected,
               const std::string& hint) {
  const std::string cell = table.text(row, column);
  const std::string found = cell.empty() ? "an empty cell" : quoted(cell);
  throw Error{
      ErrorKind::data, "column " + name_of(table, column) + ": found " + found + "; expected " + expected,
      table.place(row, column),
      table.is_missing(row, column) ? R"(fill the cell, or drop rows with missing cells: "data": {"missing": "drop"})" : hint};
}

void fail_no_row(const Table& table) {
  throw Error{ErrorKind::data,
              "all of " + count_of(table.num_rows(), "row") + " have a missing cell; expected one that is complete",
              table.source(), R"(leave out columns that are mostly empty: "data": {"ignore": [...]})"};
}

float number(const Table& table, std::int64_t row, std::int64_t column) {
  const Cell cell = table.cell(row, column);
  if (cell.is_number()) return cell.number();
  float value = 0;
  switch (parse_float(table.text(row, column), value)) {
    case NumberText::finite:
      return value;
    case NumberText::not_finite:
      fail_cell(table, row, column, "a finite number", "mend the cell or remove the row");
    case NumberText::too_large:
      fail_cell(table, row, column, "a number that float32 can hold, up to 3.4e38",
                "mend the cell or scale the column");
    case NumberText::not_number:
      break;
  }
  fail_cell(table, row, column, "a number",
            "mend the cell, or leave the column out: \"data\": {\"ignore\": [" + name_of(table, column) + "]}");
}

float weight_number(const Table& table, std::int64_t row, std::int64_t column) {
  if (const std::optional<float> value = table.number(row, column); value && *value >= 0) return *value;
  fail_cell(table, row, column, "a sample weight: a finite number, 0 or larger",
            "mend the cell; a row of weight 0 counts nothing");
}

float whole_number(const Table& table, std::int64_t row, std::int64_t column, const std::string& what) {
  constexpr float largest = 16777216;  // 2^24
  const float value = number(table, row, column);
  if (value >= 0 && value <= largest && value == std::floor(value)) return value;
  fail_cell(table, row, column, what + ", whole and from 0 to 16777216", "count from 0, or use text");
}

}  // namespace nntrain
