// A CSV file as a Table: names, and cells as text. What cells mean is the business of columns.h.
//
// Format: RFC 4180, read generously. A record is a line of cells between delimiters. Line ends are LF, CRLF or CR, the
// last one may be missing; a byte order mark and blank lines at the end are skipped. A cell that begins with a quote "
// goes to the closing quote, "" inside is one quote, delimiters and line breaks inside belong to the cell. Spaces and
// tabs around a cell (outside quotes) are dropped. Text is UTF-8.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nntrain {

struct CsvOptions {
  // The character between cells; without it, the one of , ; tab | that cuts the first records into the most equal-sized
  // records of two or more cells; a file of a single column needs none.
  std::optional<char> delimiter;

  // Whether the first record names the columns. Without it: it does when none of its cells is a number (so a file of
  // text only has a header), and when a text cell stands above a column of numbers while its numbers are whole and not
  // negative (years, pixel numbers). Empty cells and "NA" are neither text nor number.
  std::optional<bool> header;
};

// The cells of a file. Row 0 is the first record after the header. Immutable; views into it live as long as it does and
// survive a move.
class Table {
 public:
  // Column names, unique. Without a header: x0, x1, x2, …. A column whose header cell is empty is called column1,
  // column2, … by its place.
  const std::vector<std::string>& names() const { return names_; }
  std::int64_t num_rows() const { return static_cast<std::int64_t>(rows_.size()); }
  std::int64_t num_columns() const { return static_cast<std::int64_t>(names_.size()); }
  bool has_header() const { return has_header_; }
  char delimiter() const { return delimiter_; }
  const std::string& source() const { return source_; }  // the file's name, for messages

  // The text of a cell, unquoted and trimmed.
  std::string_view cell(std::int64_t row, std::int64_t column) const {
    const Row& r = rows_[static_cast<std::size_t>(row)];
    const Cell& c = cells_[static_cast<std::size_t>(row) * names_.size() + static_cast<std::size_t>(column)];
    return {text_.data() + r.begin + c.begin, c.size};
  }

  // The 1-based line of the file at which a row begins.
  std::int64_t line(std::int64_t row) const { return rows_[static_cast<std::size_t>(row)].line; }

  // "data.csv:17:3": a cell's line and its 1-based column number, as Error::where.
  std::string place(std::int64_t row, std::int64_t column) const;

  // The index of a column, or -1.
  std::int64_t find(std::string_view name) const;

 private:
  friend class CsvReader;
  struct Row {
    std::uint64_t begin;  // where it begins in text_
    std::int64_t line;
  };
  struct Cell {
    std::uint32_t begin;  // from the row's begin
    std::uint32_t size;
  };
  std::string source_, text_;
  std::vector<std::string> names_;
  std::vector<Row> rows_;
  std::vector<Cell> cells_;  // row-major
  char delimiter_ = ',';
  bool has_header_ = false;
};

// Reads a file. Errors: io when it cannot be read, else as parse_csv.
Table read_csv(const std::string& path, const CsvOptions& options = {});

// Reads CSV text; `source` names it in messages. Errors, all of kind data with file:line or file:line:column: no
// content, a header without rows, records of unequal length, a blank line between records of several cells, an empty or
// repeated column name, an unclosed quote, text after a closing quote, bytes that are not text (NUL) or not UTF-8.
Table parse_csv(std::string text, std::string source, const CsvOptions& options = {});

}  // namespace nntrain
