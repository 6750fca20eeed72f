// Cuts whole records of CSV text into cells. Knows nothing of files: lines are counted from the piece's first.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "input/csv_fault.h"
#include "input/csv_format.h"

namespace nntrain {

struct CsvPiece {
  std::optional<Block> block;      // none: no record, or a fault; its lines are counted from 0
  std::int64_t num_lines = 0;
  std::int64_t blank_before = 0;   // blank lines before the first record, or all
  std::int64_t blank_after = 0;    // after the last record
  std::int64_t num_latin1 = 0;     // cells that are not UTF-8
  std::int64_t first_latin1 = -1;  // the line of the first of them
  std::size_t size = 0;            // bytes read
  std::optional<CsvFault> fault;
};

// Of one thread: keeps its scratch memory from piece to piece.
class CsvParser {
 public:
  explicit CsvParser(const CsvFormat& format);

  // How many bytes behind a text must be readable; the first of them is a line feed.
  static constexpr std::size_t padding = 160;
  static constexpr std::int64_t all_rows = std::numeric_limits<std::int64_t>::max();

  // Reads the records of a text, which ends with a record or the file, or the first max_rows of them. Blank lines between
  // records are rows of a file of one column, else a fault.
  CsvPiece parse(std::string_view text, const std::shared_ptr<const std::string>& source, std::int64_t max_rows = all_rows);

  // The number of cells of the record that a text begins with, which is no blank line. Throws CsvFault.
  std::size_t count_cells(std::string_view text);

  // The first byte of a text that is not of a blank line, and its line counted from 0.
  struct Start {
    std::size_t offset;
    std::int64_t line;
  };
  Start skip_blank_lines(std::string_view text);

 private:
  bool is_blank(char c) const { return (c == ' ' || c == '\t') && c != format_.delimiter; }
  bool ends_cell(char c) const { return ends_cell_[static_cast<unsigned char>(c)]; }

  void begin(std::string_view text);
  void read_record();
  bool skip_blank_line();
  void settle_blank_lines();
  void make_room();
  void begin_row(std::int64_t line);
  void end_line();
  Cell read_other_cell(std::size_t column);
  std::string_view scan_plain();
  std::string_view scan_quoted(std::size_t column);
  std::size_t skim_record();
  Cell make_cell(std::string_view text, std::size_t column);
  Cell text_cell(std::string_view text, std::size_t column, TextKind kind);
  Cell empty_cell(std::size_t column);
  std::string_view as_utf8(std::string_view text, std::size_t column);
  [[noreturn]] void fail_cell(std::size_t column, std::string message, std::string_view hint) const;
  [[noreturn]] void fail_ragged(const char* record, std::int64_t line);

  const CsvFormat& format_;
  std::array<bool, 256> ends_cell_{};

  // Of the piece that is being read.
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  std::int64_t line_ = 0, cell_line_ = 0;
  std::int64_t blanks_ = 0;  // blank lines since the last record
  Block::Parts parts_;
  bool has_text_ = false;  // columns
  Buffer<Cell> cells_;  // kept, so that its memory is taken once
  Cell* out_ = nullptr;
  TextIndex index_;
  std::optional<Cell> empty_;
  CsvPiece piece_;
  std::string unquoted_, latin1_;
};

// The end of the last record of the text that is known to be whole, 0: none is. The text begins with a record; where it is not
// the end of the file, a quoted cell or a CR at its end may go on.
std::size_t last_record_end(std::string_view text, char delimiter);

}  // namespace nntrain
