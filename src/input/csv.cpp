#include "input/csv.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <unordered_map>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace nntrain {
namespace {

constexpr std::array<char, 4> delimiters = {',', ';', '\t', '|'};
constexpr std::int64_t sample_rows = 100;  // how far the delimiter and the header are looked for

std::string place_of(const std::string& source, std::int64_t line) { return source + ":" + std::to_string(line); }

std::int64_t line_of(std::string_view text, std::size_t offset) {
  return 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
}

std::string name_of(char delimiter) { return delimiter == '\t' ? "tab" : std::string(1, delimiter); }

// Refuses what is not UTF-8 text.
void check_text(std::string_view text, const std::string& source) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw Error{ErrorKind::data, "the file is UTF-16; expected UTF-8", source, "save it as CSV in UTF-8"};
  }
  if (const std::size_t nul = text.find('\0'); nul != text.npos) {
    throw Error{ErrorKind::data, "found a zero byte; expected CSV text", place_of(source, line_of(text, nul)),
                "is this a spreadsheet or an archive? save it as CSV"};
  }
  if (const std::size_t bad = find_invalid_utf8(text); bad != text.npos) {
    throw Error{ErrorKind::data, "found the byte " + quoted(text.substr(bad, 1)) + ", which is not UTF-8",
                place_of(source, line_of(text, bad)), "save the file as CSV in UTF-8"};
  }
}

// What one delimiter makes of the first records: the cells of each, quotes respected. Blank lines are left out.
std::vector<std::size_t> cell_counts(std::string_view text, char delimiter) {
  std::vector<std::size_t> counts;
  std::size_t cells = 1;
  bool quoted_cell = false, cell_start = true, blank = true;
  for (const char c : text) {
    if (counts.size() == sample_rows) return counts;
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

enum class CellKind { missing, number, count, text };  // count: a whole number from 0

CellKind kind_of(std::string_view cell) {
  if (cell.empty() || cell == "NA" || cell == "?") return CellKind::missing;
  if (std::ranges::all_of(cell, [](char c) { return c >= '0' && c <= '9'; })) return CellKind::count;
  float value = 0;
  return parse_float(cell, value) == NumberText::not_number ? CellKind::text : CellKind::number;
}

}  // namespace

// Cuts the text into the cells of a Table, in one pass.
class CsvReader {
 public:
  CsvReader(std::string text, std::string source, const CsvOptions& options) : options_(options) {
    table_.source_ = std::move(source);
    table_.text_ = std::move(text);
    check_text(table_.text_, table_.source_);
    at_ = table_.text_.data();
    end_ = at_ + table_.text_.size();
    if (table_.text_.starts_with("\xEF\xBB\xBF")) at_ += 3;
    delimiter_ = options.delimiter ? *options.delimiter : find_delimiter({at_, static_cast<std::size_t>(end_ - at_)});
    if (delimiter_ == '"' || delimiter_ == '\n' || delimiter_ == '\r') {
      throw Error{ErrorKind::config,
                  "found " + quoted({&delimiter_, 1}) + " as delimiter; expected one character such as , or ;",
                  "/data/delimiter"};
    }
    table_.delimiter_ = delimiter_;
    for (const char c : {delimiter_, '\n', '\r'}) ends_cell_[static_cast<unsigned char>(c)] = true;
  }

  Table read() {
    bool header_settled = false;
    while (at_ < end_) {
      read_record();
      if (!header_settled && table_.num_rows() > sample_rows) {
        settle_header();
        reserve();
        header_settled = true;
      }
    }
    if (table_.rows_.empty()) {
      throw Error{ErrorKind::data, "the file is empty; expected rows of cells", table_.source_};
    }
    if (!header_settled) settle_header();
    if (table_.rows_.empty()) {
      throw Error{ErrorKind::data, "found column names but no rows", table_.source_,
                  R"(if the first line is data, say so: "data": {"header": false})"};
    }
    return std::move(table_);
  }

 private:
  using Cell = Table::Cell;

  bool is_blank(char c) const { return (c == ' ' || c == '\t') && c != delimiter_; }
  std::int64_t columns() const { return static_cast<std::int64_t>(num_columns_); }

  [[noreturn]] void fail(std::int64_t line, std::int64_t column, const std::string& message,
                         const std::string& hint = {}) const {
    throw Error{ErrorKind::data, message, place_of(table_.source_, line) + ":" + std::to_string(column), hint};
  }

  // One record, from at_ to past its line end.
  void read_record() {
    const char* const begin = at_;
    const std::int64_t line = line_;
    const std::size_t first_cell = table_.cells_.size();
    bool more = true, quoted_record = false;
    while (more) {
      while (at_ < end_ && is_blank(*at_)) ++at_;
      if (at_ < end_ && *at_ == '"') {
        read_quoted(begin, static_cast<std::int64_t>(table_.cells_.size() - first_cell) + 1);
        quoted_record = true;
      } else {
        read_plain(begin);
      }
      more = at_ < end_ && *at_ == delimiter_;
      if (more) ++at_;
    }
    end_line();
    const std::size_t found = table_.cells_.size() - first_cell;
    if (found == 1 && table_.cells_.back().size == 0 && !quoted_record) {
      table_.cells_.pop_back();
      if (num_columns_ > 0) blank_lines_.push_back(line);
      return;
    }
    settle_blank_lines(first_cell);
    if (num_columns_ == 0) num_columns_ = found;
    if (found != num_columns_) fail_ragged(line, found);
    if (at_ - begin > std::numeric_limits<std::uint32_t>::max()) fail(line, 1, "found a record longer than 4 GiB");
    table_.rows_.push_back({static_cast<std::uint64_t>(begin - table_.text_.data()), line});
  }

  void read_plain(const char* record) {
    char* const begin = at_;
    char* p = begin;
    while (p < end_ && !ends_cell_[static_cast<unsigned char>(*p)]) ++p;
    at_ = p;
    while (p > begin && is_blank(p[-1])) --p;
    add_cell(record, begin, p);
  }

  // A cell in quotes; doubled quotes are undone in place.
  void read_quoted(const char* record, std::int64_t column) {
    const std::int64_t line = line_;
    char* const begin = at_ + 1;
    char* out = begin;
    for (char* p = begin;; ++p) {
      if (p == end_)
        fail(line, column, "found a quote that is never closed", R"(a quote inside a quoted cell is written "")");
      if (*p == '"' && (p + 1 == end_ || p[1] != '"')) {
        at_ = p + 1;
        break;
      }
      if (*p == '"') ++p;
      if (*p == '\n') ++line_;
      *out++ = *p;
    }
    add_cell(record, begin, out);
    while (at_ < end_ && is_blank(*at_)) ++at_;
    if (at_ < end_ && !ends_cell_[static_cast<unsigned char>(*at_)]) {
      const std::string_view rest(at_, std::min<std::size_t>(static_cast<std::size_t>(end_ - at_), 20));
      fail(line_, column,
           "found " + quoted(rest.substr(0, rest.find_first_of("\r\n"))) + " after a closing quote; expected " +
               quoted({&delimiter_, 1}) + " or the line's end",
           R"(a quote inside a quoted cell is written "")");
    }
  }

  void add_cell(const char* record, const char* begin, const char* end) {
    table_.cells_.push_back({static_cast<std::uint32_t>(begin - record), static_cast<std::uint32_t>(end - begin)});
  }

  void end_line() {
    if (at_ == end_) return;
    if (*at_ == '\r' && at_ + 1 < end_ && at_[1] == '\n') ++at_;
    ++at_;
    ++line_;
  }

  // Blank lines turned out to be followed by the record of these cells: in a file of one column they are rows before
  // it, else a mistake.
  void settle_blank_lines(std::size_t first_cell) {
    if (blank_lines_.empty()) return;
    if (num_columns_ > 1) {
      throw Error{ErrorKind::data, "found a blank line between rows; expected " + count_of(columns(), "cell"),
                  place_of(table_.source_, blank_lines_.front()), "remove the line"};
    }
    const auto before = table_.cells_.begin() + static_cast<std::ptrdiff_t>(first_cell);
    table_.cells_.insert(before, blank_lines_.size(), Cell{0, 0});
    for (const std::int64_t line : blank_lines_) table_.rows_.push_back({0, line});
    blank_lines_.clear();
  }

  [[noreturn]] void fail_ragged(std::int64_t line, std::size_t found) const {
    const std::int64_t first = table_.has_header_ ? header_line_ : table_.rows_.front().line;
    throw Error{ErrorKind::data,
                "found " + count_of(static_cast<std::int64_t>(found), "cell") + "; expected " +
                    std::to_string(num_columns_) + " as in line " + std::to_string(first) +
                    " (delimiter: " + name_of(delimiter_) + ")",
                place_of(table_.source_, line), "a cell that holds the delimiter must stand in quotes"};
  }

  // Decides whether the first record is a header, takes it out of the rows if so, and names the columns.
  void settle_header() {
    if (table_.rows_.empty()) return;
    table_.names_.resize(num_columns_);  // the table can be read from here on
    table_.has_header_ = options_.header ? *options_.header : looks_like_header();
    if (!table_.has_header_) {
      for (std::size_t i = 0; i < num_columns_; ++i) table_.names_[i] = "x" + std::to_string(i);
      return;
    }
    header_line_ = table_.rows_.front().line;
    std::vector<std::string> names;
    std::unordered_map<std::string, std::int64_t> places;
    for (std::int64_t column = 0; column < columns(); ++column) {
      std::string name(table_.cell(0, column));
      if (name.empty()) name = "column" + std::to_string(column + 1);
      const auto [same, is_new] = places.emplace(name, column + 1);
      if (!is_new) {
        fail(header_line_, column + 1,
             "found the column name " + quoted(name) + " again; it is column " + std::to_string(same->second),
             "give each column a name of its own");
      }
      names.push_back(std::move(name));
    }
    table_.names_ = std::move(names);
    table_.rows_.erase(table_.rows_.begin());
    table_.cells_.erase(table_.cells_.begin(), table_.cells_.begin() + static_cast<std::ptrdiff_t>(num_columns_));
  }

  bool looks_like_header() const {
    bool any_number = false, any_measure = false, any_text = false, text_above_numbers = false;
    for (std::int64_t column = 0; column < columns(); ++column) {
      const CellKind kind = kind_of(table_.cell(0, column));
      any_number |= kind == CellKind::number || kind == CellKind::count;
      any_measure |= kind == CellKind::number;
      any_text |= kind == CellKind::text;
      text_above_numbers |= kind == CellKind::text && is_number_below_first(column);
    }
    return any_text && (!any_number || (text_above_numbers && !any_measure));
  }

  // Whether all filled cells of the first rows after row 0 are numbers, and at least one is.
  bool is_number_below_first(std::int64_t column) const {
    bool any = false;
    for (std::int64_t row = 1; row < std::min(table_.num_rows(), sample_rows); ++row) {
      const CellKind kind = kind_of(table_.cell(row, column));
      if (kind == CellKind::text) return false;
      any |= kind != CellKind::missing;
    }
    return any;
  }

  // Room for the rows to come, guessed from the length of those seen.
  void reserve() {
    const auto seen = static_cast<std::size_t>(at_ - table_.text_.data());
    const std::size_t rows = table_.rows_.size() * (table_.text_.size() / seen + 1);
    table_.rows_.reserve(rows);
    table_.cells_.reserve(rows * num_columns_);
  }

  const CsvOptions& options_;
  Table table_;
  char* at_ = nullptr;
  char* end_ = nullptr;
  char delimiter_ = ',';
  std::array<bool, 256> ends_cell_{};
  std::size_t num_columns_ = 0;
  std::int64_t line_ = 1, header_line_ = 1;
  std::vector<std::int64_t> blank_lines_;  // since the last record
};

std::string Table::place(std::int64_t row, std::int64_t column) const {
  return place_of(source_, line(row)) + ":" + std::to_string(column + 1);
}

std::int64_t Table::find(std::string_view name) const {
  const auto found = std::ranges::find(names_, name);
  return found == names_.end() ? -1 : found - names_.begin();
}

Table parse_csv(std::string text, std::string source, const CsvOptions& options) {
  return CsvReader(std::move(text), std::move(source), options).read();
}

Table read_csv(const std::string& path, const CsvOptions& options) { return parse_csv(read_file(path), path, options); }

}  // namespace nntrain
