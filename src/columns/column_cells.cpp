#include "columns/column_cells.h"

#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "input/csv_format.h"

namespace nntrain {

std::vector<RowPlace> places_of(const Table& table) {
  std::vector<RowPlace> places;
  places.reserve(static_cast<std::size_t>(table.num_rows()));
  for (std::uint32_t b = 0; b < table.blocks().size(); ++b)
    for (std::uint32_t row = 0; row < table.blocks()[b].num_rows(); ++row) places.push_back({b, row});
  return places;
}

ColumnCells ColumnCells::copied(const Table& table, std::int64_t column, std::span<const RowPlace> rows) {
  std::vector<Cell> cells;
  cells.reserve(rows.size());
  const Block* last = nullptr;
  for (const RowPlace& place : rows) {
    const Block* const block = &table.blocks()[place.block];
    if (last && last != block) last->relax();
    last = block;
    cells.push_back(block->cell(place.row, column));
  }
  if (last) last->relax();
  ColumnCells result(table, column, rows);
  result.copy_ = std::make_shared<const std::vector<Cell>>(std::move(cells));
  return result;
}

std::string_view ColumnCells::text(std::size_t i, std::string& buffer) const {
  const Cell c = cell(i);
  if (!c.is_number()) return block(i).text(c);
  buffer = to_text(c.number());
  return buffer;
}

void ColumnCells::fail(std::size_t i, const std::string& expected, const std::string& hint) const {
  std::string buffer;
  const std::string_view found = text(i, buffer);
  const std::string column = quoted(name());
  throw Error{ErrorKind::data, "column " + column + ": found " + (found.empty() ? "an empty cell" : quoted(found)) + "; expected " + expected,
              block(i).place(rows_[i].row, column_),
              is_missing(i) && !can_be_filled_ ? R"(fill the cell, or drop rows with missing cells: "data": {"missing": "drop"})"
              : is_missing(i) ? "fill the cell, drop rows with missing cells: \"data\": {\"missing\": \"drop\"}, or have them filled: "
                              "\"data\": {\"columns\": {" + column + (expected == "a number" ? R"(: {"type": "number", "missing": "median"}}})"
                                                                              : R"(: {"type": "category", "missing": "most_frequent"}}})")
                            : hint};
}

std::optional<float> ColumnCells::read_number(std::size_t i) const {
  float value = 0;
  if (block(i).kind(cell(i)) != TextKind::text) return std::nullopt;
  if (parse_number(block(i).text(cell(i)), table_->head().decimal, value) != NumberText::finite) return std::nullopt;
  return value;
}

void ColumnCells::fail_number(std::size_t i) const {
  switch (block(i).kind(cell(i))) {
    case TextKind::not_finite:
      fail(i, "a finite number", "mend the cell or remove the row");
    case TextKind::too_large:
      fail(i, "a number that float32 can hold, up to 3.4e38", "mend the cell or scale the column");
    case TextKind::text:
    case TextKind::missing:
      break;
  }
  fail(i, "a number", "mend the cell, or leave the column out: \"data\": {\"ignore\": [" + quoted(name()) + "]}");
}

float ColumnCells::whole_number(std::size_t i, std::string_view what) const {
  constexpr float largest = 16777216;  // 2^24
  const float value = number(i);
  if (value >= 0 && value <= largest && value == std::floor(value)) return value;
  fail(i, std::string(what) + ", whole and from 0 to 16777216", "count from 0, or use text");
}

}  // namespace nntrain
