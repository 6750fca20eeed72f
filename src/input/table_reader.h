// Reads files as blocks of rows (table.h), one after the other or all at once.
//
// CSV is RFC 4180, read generously. A record is a line of cells between delimiters. Line ends are LF, CRLF or CR, the last
// one may be missing; a byte order mark and blank lines at the end are skipped. A cell that begins with a quote " goes to
// the closing quote, "" inside is one quote, delimiters and line breaks inside belong to the cell. Spaces and tabs around a
// cell (outside quotes) are dropped. A record has at most 1 GiB.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/table.h"

namespace nntrain {

// Cells with one of these texts are gaps, as empty cells are.
std::vector<std::string> default_missing_texts();  // NA, N/A, na, nan, NaN, null, NULL, None, ?

enum class Encoding {
  utf8,    // what is not UTF-8 is an error
  latin1,  // every byte is a character of ISO 8859-1
};

struct ReadOptions {
  // The character between cells; without it, the one of , ; tab | that cuts the first records into the most equal-sized
  // records of two or more cells; a file of a single column needs none.
  std::optional<char> delimiter;

  // Whether the first record names the columns. Without it: it does when none of its cells is a number (so a file of
  // text only has a header), and when a text cell stands above a column of numbers while its numbers are whole and not
  // negative (years, pixel numbers). Empty cells and "NA" are neither text nor number.
  std::optional<bool> header;

  // What stands before a number's decimals: . or a comma. Without it: the comma, where it is not the delimiter and the first
  // rows have numbers with one and none with a point.
  std::optional<char> decimal;

  // Without it: UTF-8; a cell that is none is read as Latin-1, and a remark tells how many were.
  std::optional<Encoding> encoding;

  std::vector<std::string> missing_texts = default_missing_texts();

  // Columns whose cells are kept as they stand, so that 01 and 1 are different. Besides these, all of whose filled cells
  // at most half are numbers: those of the first rows for TableReader, all for read_table.
  std::vector<std::string> text_columns;
  bool all_text = false;  // all of them

  // 0: as many as the machine has cores. The blocks' cells are the same for any number, and for any size of the pieces
  // that a file is cut into, which are smaller where the memory is.
  int threads = 0;
  std::size_t piece_bytes = 1 << 20;

  // What the table may take, and what is being read of it beside; none: no limit.
  MemoryBudgetPtr memory;

  // Called now and then with how many bytes have been read, and how many there are in all (0: not known).
  std::function<void(std::uint64_t done, std::uint64_t all)> progress;
};

// Blocks as they come, in the file's order: what memory they take does not depend on how long the file is.
class BlockReader {
 public:
  virtual ~BlockReader() = default;
  virtual const TableHead& head() const = 0;
  virtual std::optional<Block> next() = 0;            // nothing after the last; at least one has a row. Throws Error{data, io}
  virtual std::vector<std::string> remarks() const = 0;  // on what has been read so far: as Table::remarks()
  virtual bool parses_numbers() const { return false; }  // from texts, which columns of text want to keep
};

// Opens files ("-": standard input) and looks at the first rows. The rows of several files, which must have the same columns, come one
// after the other; arrays (array_reader.h) stand side by side. What a file is its first bytes tell: CSV, npy, npz, IDX or JSON lines
// (json_lines.h). Patterns stand for files (file_list.h). What gzip or zstd compressed is decompressed. Errors: io when it cannot be read; config for options
// that cannot be; all others of kind data with file:line or file:line:column: no content, a header without rows, records of
// unequal length, a blank line between records of several cells, a repeated column name, an unclosed quote, text after a
// closing quote, zero bytes, what is not UTF-8 (where the encoding says so). The error is that of the first faulty record.
std::unique_ptr<BlockReader> open_table(const std::vector<std::string>& paths, const ReadOptions& options = {});

// Reads files as a whole; errors as open_table.
Table read_table(const std::vector<std::string>& paths, const ReadOptions& options = {});
Table read_table(const std::string& path, const ReadOptions& options = {});

// Reads CSV text; `source` names it in messages.
Table parse_csv(std::string text, std::string source, const ReadOptions& options = {});

}  // namespace nntrain
