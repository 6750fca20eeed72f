// What must be known of a CSV file to cut it into cells, and how that is found out from its first bytes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "input/table_reader.h"

namespace nntrain {

struct CsvFormat {
  char delimiter = ',';
  char decimal = '.';
  std::optional<Encoding> encoding;
  std::vector<std::string> missing_texts;
  std::vector<std::uint8_t> is_text;  // of each column: whether its cells are kept as texts
  std::int64_t shape_line = 1;        // of the record that says how many columns there are

  std::size_t num_columns() const { return is_text.size(); }
};

struct CsvBeginning {
  TableHead head;
  CsvFormat format;
  std::size_t rows_begin = 0;  // the byte at which the first row begins
  std::int64_t rows_line = 1;  // and its line
  std::int64_t num_latin1 = 0;  // cells of the header that are not UTF-8
  std::string remark;           // on the delimiter, or empty
};

// From the beginning of a file, or the whole of it. `text` is followed by CsvParser::padding bytes. Errors as open_table.
CsvBeginning find_csv_format(std::string_view text, bool is_whole, const std::string& source, const ReadOptions& options);

// How many of the first rows are looked at.
constexpr std::int64_t csv_sample_rows = 1000;

// The text of a cell as a number with that decimal sign.
NumberText parse_number(std::string_view text, char decimal, float& value);

// How messages call a delimiter.
std::string delimiter_name(char delimiter);

}  // namespace nntrain
