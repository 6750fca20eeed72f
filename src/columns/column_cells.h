// One column of a table in some of its rows: what a column type learns from, and what it encodes.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/table.h"

namespace nntrain {

// A row of a table at its place in a block. Small: there may be one for each row of a table that lies in a file.
struct RowPlace {
  std::uint32_t block, row;
};

class ColumnCells {
 public:
  // Must not outlive the table and the places.
  // can_be_filled: whether a config may say how missing cells are filled, as it may not of targets and weights.
  ColumnCells(const Table& table, std::int64_t column, std::span<const RowPlace> rows, bool can_be_filled = true)
      : table_(&table), column_(column), rows_(rows), can_be_filled_(can_be_filled) {}

  // The same with a copy of the column's cells, for whoever looks at them several times: the table's pages are needed once, one
  // block's after the other.
  static ColumnCells copied(const Table& table, std::int64_t column, std::span<const RowPlace> rows);

  std::size_t size() const { return rows_.size(); }
  const std::string& name() const { return table_->names()[static_cast<std::size_t>(column_)]; }
  const std::string& source() const { return table_->source(); }

  bool is_missing(std::size_t i) const {
    const Cell c = cell(i);
    return !c.is_number() && block(i).kind(c) == TextKind::missing;
  }
  bool is_number(std::size_t i) const { return cell(i).is_number() || read_number(i); }

  // The cell as a finite float32. Throws Error{data} at it.
  float number(std::size_t i) const {
    const Cell c = cell(i);
    if (c.is_number()) return c.number();
    if (const std::optional<float> number = read_number(i)) return *number;
    fail_number(i);
  }
  // As a whole number from 0 to 2^24, below which float32 holds every whole number; `what` says in the message what it is:
  // "a class number".
  float whole_number(std::size_t i, std::string_view what) const;

  // The cell's text; of a number in a column that was read as numbers, its shortest decimal form, which `buffer` keeps.
  std::string_view text(std::size_t i, std::string& buffer) const;

  // Throws Error{data} at the cell: what was found, what was expected. A missing cell brings its own hint.
  [[noreturn]] void fail(std::size_t i, const std::string& expected, const std::string& hint) const;

 private:
  const Block& block(std::size_t i) const { return table_->blocks()[rows_[i].block]; }
  Cell cell(std::size_t i) const { return copy_ ? (*copy_)[i] : block(i).cell(rows_[i].row, column_); }
  std::optional<float> read_number(std::size_t i) const;  // of a text, which may look like a number in a column of texts
  [[noreturn]] void fail_number(std::size_t i) const;

  const Table* table_;
  std::int64_t column_;
  std::span<const RowPlace> rows_;
  bool can_be_filled_;
  std::shared_ptr<const std::vector<Cell>> copy_;  // of the cells of rows_; null: they are looked up
};

// All rows of a table, in its order.
std::vector<RowPlace> places_of(const Table& table);

}  // namespace nntrain
