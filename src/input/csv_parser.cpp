#include "input/csv_parser.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

#include "base/text.h"
#include "input/plain_numbers.h"

namespace nntrain {
namespace {

constexpr std::string_view quote_hint = R"(a quote inside a quoted cell is written "")";

// The text with each byte as a character of ISO 8859-1, in UTF-8.
void latin1_to_utf8(std::string_view text, std::string& out) {
  out.clear();
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | (byte >> 6));
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
}

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace

CsvParser::CsvParser(const CsvFormat& format) : format_(format) {
  for (const char c : {format.delimiter, '\n', '\r'}) ends_cell_[static_cast<unsigned char>(c)] = true;
}

void CsvParser::begin(std::string_view text) {
  at_ = text.data();
  end_ = at_ + text.size();
  line_ = blanks_ = 0;
}

CsvPiece CsvParser::parse(std::string_view text, const std::shared_ptr<const std::string>& source, std::int64_t max_rows) {
  begin(text);
  piece_ = {};
  parts_ = {};
  parts_.source = source;
  parts_.counts.resize(format_.num_columns());
  out_ = cells_.data();
  has_text_ = std::ranges::any_of(format_.is_text, [](std::uint8_t is_text) { return is_text != 0; });
  index_.clear();
  empty_.reset();

  try {
    while (at_ < end_ && parts_.num_rows < max_rows) read_record();
  } catch (CsvFault& fault) {
    piece_.fault = std::move(fault);
  }
  (parts_.num_rows == 0 && !piece_.fault ? piece_.blank_before : piece_.blank_after) = blanks_;
  piece_.size = static_cast<std::size_t>(at_ - text.data());
  piece_.num_lines = line_;
  if (parts_.num_rows > 0 && !piece_.fault) {
    parts_.cells = Cells({cells_.data(), static_cast<std::size_t>(out_ - cells_.data())});
    piece_.block.emplace(std::move(parts_));
  }
  return std::move(piece_);
}

std::size_t CsvParser::count_cells(std::string_view text) {
  begin(text);
  return skim_record();
}

CsvParser::Start CsvParser::skip_blank_lines(std::string_view text) {
  begin(text);
  while (at_ < end_ && skip_blank_line()) {
  }
  return {static_cast<std::size_t>(at_ - text.data()), line_};
}

void CsvParser::read_record() {
  if (skip_blank_line()) return;
  settle_blank_lines();
  const char* const record = at_;
  const std::int64_t line = line_;
  begin_row(line);
  // Local copies: what a member function is called with could else change them.
  const char* p = at_;
  Cell* out = out_;
  const std::uint8_t* const is_text = format_.is_text.data();
  const char delimiter = format_.delimiter;
  const std::size_t columns = format_.num_columns();
  PlainNumbers numbers(p, delimiter, format_.decimal, ends_cell_.data());
  for (std::size_t column = 0;;) {
    if (!has_text_) {
      Cell* const end = numbers.whole_numbers(p, out, columns - 1 - column);
      column += static_cast<std::size_t>(end - out);
      out = end;
    }
    float value = 0;
    const char* const next = is_text[column] ? nullptr : numbers.number(p, value);
    if (next) {
      *out++ = Cell::number(value);
      p = next;
    } else {
      at_ = p;
      *out++ = read_other_cell(column);
      p = at_;
      numbers.seek(p + 1);
    }
    if (++column == columns) break;
    if (*p++ != delimiter) fail_ragged(record, line);
  }
  at_ = p;
  if (*p == delimiter) fail_ragged(record, line);
  out_ = out;
  ++parts_.num_rows;
  end_line();
}

// Past a line without cells; nothing happens where there is none.
bool CsvParser::skip_blank_line() {
  const char* p = at_;
  while (is_blank(*p)) ++p;
  if (*p != '\n' && *p != '\r') return false;
  at_ = p;
  end_line();
  ++blanks_;
  return true;
}

// Blank lines turned out to be followed by a record.
void CsvParser::settle_blank_lines() {
  if (blanks_ == 0) return;
  if (parts_.num_rows == 0) {
    piece_.blank_before = blanks_;
  } else if (format_.num_columns() > 1) {
    throw blank_line_fault(line_ - blanks_, format_.num_columns());
  } else {
    for (std::int64_t line = line_ - blanks_; line < line_; ++line) {
      begin_row(line);
      *out_++ = empty_cell(0);
      ++parts_.num_rows;
    }
  }
  blanks_ = 0;
}

// For another row.
void CsvParser::make_room() {
  const auto used = static_cast<std::size_t>(out_ - cells_.data());
  if (cells_.size() - used >= format_.num_columns()) return;
  Buffer<Cell> larger(2 * cells_.size() + format_.num_columns());
  std::copy_n(cells_.data(), used, larger.data());
  cells_ = std::move(larger);
  out_ = cells_.data() + used;
}

void CsvParser::begin_row(std::int64_t line) {
  make_room();
  RowLines& lines = parts_.lines;
  const std::int64_t row = parts_.num_rows;
  if (row == 0) lines.first = line;
  if (lines.steps.empty()) {
    if (line == lines.first + row) return;
    lines.steps.resize(static_cast<std::size_t>(row));
    std::iota(lines.steps.begin(), lines.steps.end(), 0u);
  }
  lines.steps.push_back(static_cast<std::uint32_t>(line - lines.first));
}

void CsvParser::end_line() {
  if (at_ >= end_) return;
  if (*at_ == '\r' && at_ + 1 < end_ && at_[1] == '\n') ++at_;
  ++at_;
  ++line_;
}

// A cell that is no plain number.
Cell CsvParser::read_other_cell(std::size_t column) {
  cell_line_ = line_;
  while (is_blank(*at_)) ++at_;
  return make_cell(*at_ == '"' ? scan_quoted(column) : scan_plain(), column);
}

std::string_view CsvParser::scan_plain() {
  const char* const begin = at_;
  const char* p = begin;
  while (!ends_cell(*p)) ++p;
  at_ = p;
  while (p > begin && is_blank(p[-1])) --p;
  return {begin, static_cast<std::size_t>(p - begin)};
}

// What a quoted cell says; doubled quotes are undone.
std::string_view CsvParser::scan_quoted(std::size_t column) {
  const char* const begin = at_ + 1;
  const char *from = begin, *quote = nullptr;
  unquoted_.clear();
  for (;; from = quote + 1) {
    quote = static_cast<const char*>(std::memchr(from, '"', static_cast<std::size_t>(end_ - from)));
    if (!quote) fail_cell(column, "found a quote that is never closed", quote_hint);
    if (*++quote != '"') break;
    unquoted_.append(from, quote);
  }
  std::string_view text(begin, static_cast<std::size_t>(quote - 1 - begin));
  line_ += std::ranges::count(text, '\n');
  if (!unquoted_.empty()) text = unquoted_.append(from, quote - 1);
  at_ = quote;
  while (is_blank(*at_)) ++at_;
  if (!ends_cell(*at_)) {
    const std::string_view rest(at_, std::min<std::size_t>(static_cast<std::size_t>(end_ - at_), 20));
    fail_cell(column,
              "found " + quoted(rest.substr(0, rest.find_first_of("\r\n"))) + " after a closing quote; expected " +
                  quoted({&format_.delimiter, 1}) + " or the line's end",
              quote_hint);
  }
  return text;
}

// Goes over a record and counts its cells.
std::size_t CsvParser::skim_record() {
  for (std::size_t cells = 1;; ++cells, ++at_) {
    cell_line_ = line_;
    while (is_blank(*at_)) ++at_;
    if (*at_ == '"') scan_quoted(cells - 1);
    else scan_plain();
    if (*at_ != format_.delimiter) return cells;
  }
}

Cell CsvParser::make_cell(std::string_view text, std::size_t column) {
  if (text.empty()) return empty_cell(column);
  if (format_.is_text[column]) return text_cell(text, column, TextKind::text);
  float value = 0;
  switch (parse_number(text, format_.decimal, value)) {
    case NumberText::finite:
      return Cell::number(value);
    case NumberText::not_finite:
      return text_cell(text, column, TextKind::not_finite);
    case NumberText::too_large:
      return text_cell(text, column, TextKind::too_large);
    case NumberText::not_number:
      break;
  }
  return text_cell(text, column, TextKind::text);
}

Cell CsvParser::empty_cell(std::size_t column) {
  if (!empty_) empty_ = Cell::text(parts_.texts.add({}, TextKind::missing));
  ++parts_.counts[column].missing;
  return *empty_;
}

Cell CsvParser::text_cell(std::string_view text, std::size_t column, TextKind kind) {
  text = as_utf8(text, column);
  const std::uint32_t id = index_.find_or_add(parts_.texts, text, kind, [&] {
    if (text.find('\0') != text.npos) fail_cell(column, "found a zero byte; expected CSV text", zero_byte_hint);
    if (parts_.texts.size() == Cell::max_texts) fail_cell(column, "found more different texts than a record can have", {});
    return std::ranges::find(format_.missing_texts, text) == format_.missing_texts.end() ? kind : TextKind::missing;
  });
  ColumnCounts& counts = parts_.counts[column];
  ++(parts_.texts.kind(id) == TextKind::missing ? counts.missing : counts.texts);
  return Cell::text(id);
}

std::string_view CsvParser::as_utf8(std::string_view text, std::size_t column) {
  if (is_ascii(text)) return text;
  if (format_.encoding != Encoding::latin1) {
    const std::size_t bad = find_invalid_utf8(text);
    if (bad == text.npos) return text;
    if (format_.encoding == Encoding::utf8) {
      fail_cell(column, "found the byte " + quoted(text.substr(bad, 1)) + ", which is not UTF-8",
                "save the file as CSV in UTF-8");
    }
    if (piece_.num_latin1++ == 0) piece_.first_latin1 = cell_line_;
  }
  latin1_to_utf8(text, latin1_);
  return latin1_;
}

void CsvParser::fail_cell(std::size_t column, std::string message, std::string_view hint) const {
  throw CsvFault{.line = cell_line_, .column = static_cast<std::int64_t>(column) + 1, .message = std::move(message), .hint = std::string(hint)};
}

void CsvParser::fail_ragged(const char* record, std::int64_t line) {
  at_ = record;
  line_ = line;
  const auto cells = static_cast<std::int64_t>(skim_record());
  throw CsvFault{.line = line,
                 .message = "found " + count_of(cells, "cell") + "; expected " + std::to_string(format_.num_columns()) +
                            " as in line " + std::to_string(format_.shape_line) +
                            " (delimiter: " + delimiter_name(format_.delimiter) + ")",
                 .hint = "a cell that holds the delimiter must stand in quotes"};
}

std::size_t last_record_end(std::string_view text, char delimiter) {
  const auto is_blank = [&](char c) { return (c == ' ' || c == '\t') && c != delimiter; };
  // Whether a quote there begins a cell, rather than stand in one.
  const auto opens_cell = [&](std::size_t quote) {
    while (quote > 0 && is_blank(text[quote - 1])) --quote;
    return quote == 0 || text[quote - 1] == delimiter || text[quote - 1] == '\n' || text[quote - 1] == '\r';
  };
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t quote = std::min(text.find('"', at), text.size());
    std::string_view plain = text.substr(at, quote - at);
    if (const std::size_t line_feed = plain.rfind('\n'); line_feed != plain.npos) {
      end = at + line_feed + 1;
      plain.remove_prefix(line_feed + 1);
    }
    const std::size_t carriage = plain.rfind('\r');
    if (carriage != plain.npos && quote - plain.size() + carriage + 1 < text.size()) end = quote - plain.size() + carriage + 1;
    if (quote == text.size()) break;
    at = quote + 1;
    if (!opens_cell(quote)) continue;
    while (true) {  // to the closing quote
      const std::size_t next = text.find('"', at);
      if (next == text.npos || next + 1 == text.size()) return end;
      at = next + 1;
      if (text[at] != '"') break;
      ++at;
    }
  }
  return end;
}

}  // namespace nntrain
