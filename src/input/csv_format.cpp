#include "input/csv_format.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/error.h"
#include "input/csv_fault.h"
#include "input/csv_parser.h"

namespace nntrain {
namespace {

constexpr std::array<char, 4> delimiters = {',', ';', '\t', '|'};
constexpr std::size_t delimiter_sample = 100, header_sample = 100;  // records

void refuse_option(const char* key, char found, const char* expected) {
  throw Error{ErrorKind::config, "found " + quoted({&found, 1}) + " as " + key + "; expected " + expected,
              std::string("/data/") + key};
}

// Refuses what is no text in an encoding that we read.
void check_beginning(std::string_view text, const std::string& source) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw Error{ErrorKind::data, "the file is UTF-16; expected UTF-8", source, "save it as CSV in UTF-8"};
  }
  const std::string_view beginning = text.substr(0, 4096);
  if (const std::size_t zero = beginning.find('\0'); zero != beginning.npos) {
    const auto line = 1 + std::ranges::count(beginning.substr(0, zero), '\n');
    throw Error{ErrorKind::data, "found a zero byte; expected CSV text", source + ":" + std::to_string(line),
                std::string(zero_byte_hint)};
  }
}

// What one delimiter makes of the first records: the cells of each, quotes respected. Blank lines are left out.
std::vector<std::size_t> cell_counts(std::string_view text, char delimiter) {
  std::vector<std::size_t> counts;
  std::size_t cells = 1;
  bool quoted_cell = false, cell_start = true, blank = true;
  for (const char c : text) {
    if (counts.size() == delimiter_sample) return counts;
    if (quoted_cell) {
      if (c == '"') quoted_cell = false;
    } else if (c == '\n' || c == '\r') {
      if (!blank) counts.push_back(cells);
      cells = 1;
      cell_start = blank = true;
    } else if (c == delimiter) {
      ++cells;
      cell_start = true;
      blank = false;
    } else if (c != ' ' && c != '\t') {
      // A doubled quote ends the cell and opens it again.
      quoted_cell = c == '"' && cell_start;
      cell_start = quoted_cell;
      blank = false;
    }
  }
  if (!blank) counts.push_back(cells);
  return counts;
}

// The delimiter by which all first records have the same number of cells, the largest such number; if none does, the
// one with the most cells in the first record.
char find_delimiter(std::string_view text) {
  char best = ',';
  std::size_t best_cells = 1;
  bool best_regular = false;
  for (const char delimiter : delimiters) {
    const std::vector<std::size_t> counts = cell_counts(text, delimiter);
    if (counts.empty() || counts[0] < 2) continue;
    const bool regular = std::ranges::all_of(counts, [&](std::size_t n) { return n == counts[0]; });
    if (regular > best_regular || (regular == best_regular && counts[0] > best_cells)) {
      best = delimiter;
      best_cells = counts[0];
      best_regular = regular;
    }
  }
  return best;
}

char delimiter_of(std::string_view text, const ReadOptions& options) {
  if (!options.delimiter) return find_delimiter(text);
  constexpr std::string_view refused = "\"\n\r.-+0123456789";
  if (refused.find(*options.delimiter) != refused.npos) {
    refuse_option("delimiter", *options.delimiter, "one character such as , or ;");
  }
  return *options.delimiter;
}

enum class CellKind { missing, number, count, text };  // count: a whole number from 0

CellKind kind_of(std::string_view cell, char decimal) {
  if (cell.empty() || cell == "NA" || cell == "?") return CellKind::missing;
  if (std::ranges::all_of(cell, [](char c) { return c >= '0' && c <= '9'; })) return CellKind::count;
  float value = 0;
  return parse_number(cell, decimal, value) == NumberText::not_number ? CellKind::text : CellKind::number;
}

// The first records of a file, as texts.
struct Sample {
  std::optional<Block> first, rest;  // the first record, those after it

  template <class F>
  void each_cell(F f) const {
    for (const auto* block : {&first, &rest}) {
      if (!*block) continue;
      for (std::int64_t row = 0; row < (*block)->num_rows(); ++row) {
        for (std::int64_t column = 0; column < (*block)->num_columns(); ++column) f((*block)->text((*block)->cell(row, column)));
      }
    }
  }
};

char find_decimal(const Sample& sample, char delimiter) {
  if (delimiter == ',') return '.';
  bool any_comma = false, any_point = false;
  float value = 0;
  sample.each_cell([&](std::string_view cell) {
    any_comma |= cell.find(',') != cell.npos && parse_number(cell, ',', value) == NumberText::finite;
    any_point |= cell.find('.') != cell.npos && parse_number(cell, '.', value) == NumberText::finite;
  });
  return any_comma && !any_point ? ',' : '.';
}

char decimal_of(const Sample& sample, char delimiter, const ReadOptions& options) {
  if (!options.decimal) return find_decimal(sample, delimiter);
  if (*options.decimal != '.' && *options.decimal != ',') refuse_option("decimal", *options.decimal, "a point or a comma");
  if (*options.decimal == delimiter) {
    refuse_option("decimal", *options.decimal, "another character than the delimiter; say which that is: \"delimiter\": \";\"");
  }
  return *options.decimal;
}

// Whether all filled cells of the first rows after the first record are numbers, and at least one is.
bool is_number_below_first(const Sample& sample, std::int64_t column, char decimal) {
  bool any = false;
  for (std::int64_t row = 0; sample.rest && row < std::min<std::int64_t>(sample.rest->num_rows(), header_sample - 1); ++row) {
    const CellKind kind = kind_of(sample.rest->text(sample.rest->cell(row, column)), decimal);
    if (kind == CellKind::text) return false;
    any |= kind != CellKind::missing;
  }
  return any;
}

bool looks_like_header(const Sample& sample, char decimal) {
  bool any_number = false, any_measure = false, any_text = false, text_above_numbers = false;
  for (std::int64_t column = 0; column < sample.first->num_columns(); ++column) {
    const CellKind kind = kind_of(sample.first->text(sample.first->cell(0, column)), decimal);
    any_number |= kind == CellKind::number || kind == CellKind::count;
    any_measure |= kind == CellKind::number;
    any_text |= kind == CellKind::text;
    text_above_numbers |= kind == CellKind::text && is_number_below_first(sample, column, decimal);
  }
  return any_text && (!any_number || (text_above_numbers && !any_measure));
}

std::vector<std::string> header_names(const Block& header, const std::string& source, std::int64_t line) {
  std::vector<std::string> names;
  std::unordered_map<std::string, std::size_t> places;
  while (static_cast<std::int64_t>(names.size()) < header.num_columns()) {
    std::string name(header.text(header.cell(0, static_cast<std::int64_t>(names.size()))));
    const std::size_t column = names.size() + 1;
    if (name.empty()) name = "column" + std::to_string(column);
    const auto [same, is_new] = places.emplace(name, column);
    if (!is_new) {
      throw Error{ErrorKind::data,
                  "found the column name " + quoted(name) + " again; it is column " + std::to_string(same->second),
                  source + ":" + std::to_string(line) + ":" + std::to_string(column), "give each column a name of its own"};
    }
    names.push_back(std::move(name));
  }
  return names;
}

// Whether at most half of the filled cells of a column are numbers.
bool is_text_column(const Sample& sample, bool has_header, std::int64_t column, char decimal) {
  std::int64_t filled = 0, numbers = 0;
  float value = 0;
  const auto count = [&](const std::optional<Block>& block) {
    for (std::int64_t row = 0; block && row < block->num_rows(); ++row) {
      const Cell cell = block->cell(row, column);
      if (block->is_missing(cell)) continue;
      ++filled;
      numbers += parse_number(block->text(cell), decimal, value) == NumberText::finite;
    }
  };
  if (!has_header) count(sample.first);
  count(sample.rest);
  return filled > 0 && numbers * 2 <= filled;
}

CsvPiece parse_or_throw(CsvParser& parser, std::string_view text, const std::shared_ptr<const std::string>& source,
                        std::int64_t line, std::int64_t rows) {
  CsvPiece piece = parser.parse(text, source, rows);
  if (piece.fault) throw_fault(*piece.fault, *source, line);
  return piece;
}

}  // namespace

NumberText parse_number(std::string_view text, char decimal, float& value) {
  if (decimal == '.') return parse_float(text, value);
  if (text.find('.') != text.npos) return NumberText::not_number;
  std::string with_point(text);
  std::ranges::replace(with_point, decimal, '.');
  return parse_float(with_point, value);
}

std::string delimiter_name(char delimiter) { return delimiter == '\t' ? "tab" : std::string(1, delimiter); }

CsvBeginning find_csv_format(std::string_view text, bool is_whole, const std::string& source, const ReadOptions& options) {
  check_beginning(text, source);
  CsvBeginning result;
  result.head.source = source;
  if (text.starts_with("\xEF\xBB\xBF")) result.rows_begin = 3;
  text.remove_prefix(result.rows_begin);

  CsvFormat& format = result.format;
  format.delimiter = delimiter_of(text, options);
  format.encoding = options.encoding;
  format.missing_texts = options.missing_texts;
  CsvParser parser(format);
  const auto name = std::make_shared<const std::string>(source);
  const CsvParser::Start start = parser.skip_blank_lines(text);
  text.remove_prefix(start.offset);
  result.rows_begin += start.offset;
  result.rows_line += start.line;
  format.shape_line = result.rows_line;
  if (!is_whole) {
    if (const std::size_t end = last_record_end(text, format.delimiter); end > 0) text = text.substr(0, end);
  }
  if (text.empty()) throw Error{ErrorKind::data, "the file is empty; expected rows of cells", source};

  Sample sample;
  try {
    format.is_text.assign(parser.count_cells(text), true);
  } catch (const CsvFault& fault) {
    throw_fault(fault, source, result.rows_line);
  }
  if (const char other = find_delimiter(text); format.num_columns() == 1 && other != format.delimiter && cell_counts(text, other)[0] > 1) {
    result.remark = source + ":" + std::to_string(result.rows_line) + ": the delimiter " + quoted({&format.delimiter, 1}) +
                    " makes a single column of the file; " + quoted({&other, 1}) + " would make " + std::to_string(cell_counts(text, other)[0]);
  }
  CsvPiece first = parse_or_throw(parser, text, name, result.rows_line, 1);
  text.remove_prefix(first.size);
  sample.first = std::move(first.block);
  sample.rest = parse_or_throw(parser, text, name, result.rows_line + first.num_lines, csv_sample_rows).block;

  format.decimal = decimal_of(sample, format.delimiter, options);
  const bool has_header = options.header ? *options.header : looks_like_header(sample, format.decimal);
  if (has_header) {
    result.head.names = header_names(*sample.first, source, result.rows_line);
    result.rows_begin += first.size;
    result.rows_line += first.num_lines;
    result.num_latin1 = first.num_latin1;
  } else {
    for (std::size_t i = 0; i < format.num_columns(); ++i) result.head.names.push_back("x" + std::to_string(i));
  }
  result.head.has_header = has_header;
  result.head.delimiter = format.delimiter;
  result.head.decimal = format.decimal;
  for (std::size_t i = 0; i < format.num_columns(); ++i) {
    const bool is_named = options.all_text || std::ranges::find(options.text_columns, result.head.names[i]) != options.text_columns.end();
    format.is_text[i] = is_named || is_text_column(sample, has_header, static_cast<std::int64_t>(i), format.decimal);
  }
  return result;
}

}  // namespace nntrain
