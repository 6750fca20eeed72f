// A table of cells: what every reader (CSV, JSON lines, npy, IDX) makes of a file. What cells mean is the business of columns.h.
//
// A cell is a float32, or the number of its text among those of its block (cells.h). The text of a number is not kept, unless its
// column is one of text (ReadOptions::text_columns in table_reader.h).
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/cells.h"
#include "input/storage.h"
#include "input/text_pool.h"

namespace nntrain {

// How many cells of a column are what; all others are numbers.
struct ColumnCounts {
  std::int64_t texts = 0;  // filled, but no finite float32
  std::int64_t missing = 0;
};

// The lines at which rows begin. Nearly always one after the other, which takes no memory.
struct RowLines {
  std::int64_t first = 1;
  std::vector<std::uint32_t> steps;  // from `first` to each row's line; empty: row after row

  std::int64_t line(std::int64_t row) const {
    return first + (steps.empty() ? row : static_cast<std::int64_t>(steps[static_cast<std::size_t>(row)]));
  }

  // Those of the rows from one on.
  RowLines from(std::int64_t row) const {
    if (steps.empty()) return {first + row, {}};
    return {first, {steps.begin() + row, steps.end()}};
  }
};

// Some rows of one file, one after the other.
class Block {
 public:
  struct Parts {
    std::shared_ptr<const std::string> source;  // the file's name, for messages
    std::int64_t num_rows = 0;
    Cells cells;                       // row-major
    std::vector<ColumnCounts> counts;  // of each column
    TextPool texts;
    RowLines lines;
  };
  explicit Block(Parts parts) : parts_(std::move(parts)) {}

  const std::string& source() const { return *parts_.source; }
  std::int64_t num_rows() const { return parts_.num_rows; }
  std::int64_t num_columns() const { return static_cast<std::int64_t>(parts_.counts.size()); }

  Cell cell(std::int64_t row, std::int64_t column) const { return parts_.cells[place_of(row, column)]; }

  // Copies cells of a row from a column on, all of them numbers.
  void copy_numbers(std::int64_t row, std::int64_t column, std::span<float> out) const { parts_.cells.copy_numbers(place_of(row, column), out); }

  // Of a column: without texts and gaps its cells are all floats.
  const ColumnCounts& counts(std::int64_t column) const { return parts_.counts[static_cast<std::size_t>(column)]; }

  // The different texts of the block; of a cell that is no number.
  const TextPool& texts() const { return parts_.texts; }
  std::string_view text(Cell cell) const { return parts_.texts.text(cell.text_id()); }
  TextKind kind(Cell cell) const { return parts_.texts.kind(cell.text_id()); }
  bool is_missing(Cell cell) const { return !cell.is_number() && kind(cell) == TextKind::missing; }

  std::int64_t line(std::int64_t row) const { return parts_.lines.line(row); }  // 1-based, in the file
  bool is_line_by_line() const { return parts_.lines.steps.empty(); }
  std::string place(std::int64_t row, std::int64_t column) const;               // "data.csv:17:3", as Error::where

  // For readers that know only afterwards at which line of the file a block begins.
  void move_lines(std::int64_t by) { parts_.lines.first += by; }

  // Where a table takes more memory than it may: moves cells and texts into a file, and gives back what of it is in memory, after
  // a look at them.
  void settle(const MemoryBudgetPtr& budget) {
    parts_.cells.storage().settle(budget);
    parts_.texts.settle(budget);
  }
  void relax() const {
    parts_.cells.storage().relax();
    parts_.texts.relax();
  }

  // Gives the memory of cells and texts back; lines and places stay.
  void release();

 private:
  std::size_t place_of(std::int64_t row, std::int64_t column) const { return static_cast<std::size_t>(row) * parts_.counts.size() + static_cast<std::size_t>(column); }

  Parts parts_;
};

// What is known of a table before its rows.
struct TableHead {
  std::string source;  // the file's name, for messages; of several files the first's
  // Unique. Without a header: x0, x1, x2, …. A column whose header cell is empty is called column1, column2, … by its place.
  std::vector<std::string> names;
  bool has_header = false;
  char delimiter = ',';  // CSV's
  char decimal = '.';
};

// All rows, in the files' order. Row 0 is the first record after the header.
class Table {
 public:
  // memory: what the blocks are in; none: no limit.
  Table(TableHead head, std::vector<Block> blocks, std::vector<std::string> remarks = {}, MemoryBudgetPtr memory = nullptr);

  const TableHead& head() const { return head_; }
  const std::string& source() const { return head_.source; }
  const std::vector<std::string>& names() const { return head_.names; }
  bool has_header() const { return head_.has_header; }
  std::int64_t num_columns() const { return static_cast<std::int64_t>(head_.names.size()); }
  std::int64_t num_rows() const { return first_rows_.back(); }

  // For loops over all rows: the blocks in order, and the row of the table that is row 0 of a block. A loop relaxes each block
  // that it is done with.
  const std::vector<Block>& blocks() const { return blocks_; }
  std::int64_t first_row(std::size_t block) const { return first_rows_[block]; }

  // Gives the memory of a block's cells and texts back, for whoever needs them no longer.
  void release(std::size_t block) { blocks_[block].release(); }

  // The index of a column, or -1.
  std::int64_t find(std::string_view name) const;

  // ---- Single cells. Finding the block of a row takes time: loops over all rows go by block.
  Cell cell(std::int64_t row, std::int64_t column) const;
  bool is_missing(std::int64_t row, std::int64_t column) const;
  // The text of a cell, unquoted and trimmed; of a number that is none of a text column, its shortest decimal form.
  std::string text(std::int64_t row, std::int64_t column) const;
  // The cell as a finite float32: the number itself, or what the text of a text column reads as.
  std::optional<float> number(std::int64_t row, std::int64_t column) const;
  std::int64_t line(std::int64_t row) const;
  std::string place(std::int64_t row, std::int64_t column) const;

  // What a user should know of how the file was read, a line each.
  const std::vector<std::string>& remarks() const { return remarks_; }

  // What is made of the table takes its memory from here, too.
  const MemoryBudgetPtr& memory() const { return memory_; }

 private:
  std::size_t block_of(std::int64_t row) const;

  TableHead head_;
  std::vector<Block> blocks_;
  std::vector<std::int64_t> first_rows_;  // of each block, and their number
  std::vector<std::uint32_t> by_name_;    // columns
  std::vector<std::string> remarks_;
  MemoryBudgetPtr memory_;
};

}  // namespace nntrain
