#include "input/csv_reader.h"

#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {
namespace {

// Rows of one empty cell, from that line on.
Block blank_rows(const std::shared_ptr<const std::string>& source, std::int64_t line, std::int64_t rows) {
  Block::Parts parts{.source = source, .num_rows = rows, .cells = Buffer<Cell>(static_cast<std::size_t>(rows)), .counts = {{.missing = rows}}};
  const Cell empty = Cell::text(parts.texts.add({}, TextKind::missing));
  std::fill_n(parts.cells.data(), rows, empty);
  parts.lines.first = line;
  return Block(std::move(parts));
}

}  // namespace

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, std::string name, ReadOptions options)
    : options_(std::move(options)),
      name_(std::make_shared<const std::string>(std::move(name))),
      cutter_(std::move(source), *name_, options_.piece_bytes) {
  const bool is_whole = cutter_.look_ahead(text_);
  CsvBeginning beginning = find_csv_format(text_.view(), is_whole, *name_, options_);
  head_ = std::move(beginning.head);
  format_ = std::move(beginning.format);
  line_ = beginning.rows_line;
  num_latin1_ = beginning.num_latin1;
  first_latin1_ = format_.shape_line;
  cutter_.set_delimiter(format_.delimiter);
  cutter_.skip(beginning.rows_begin);
  parser_ = std::make_unique<CsvParser>(format_);
}

std::optional<Block> CsvReader::next() {
  while (ready_.empty()) {
    if (!read_piece()) {
      if (any_row_) return std::nullopt;
      throw Error{ErrorKind::data, "found column names but no rows", *name_,
                  R"(if the first line is data, say so: "data": {"header": false})"};
    }
  }
  Block block = std::move(ready_.front());
  ready_.pop_front();
  any_row_ = true;
  return block;
}

bool CsvReader::read_piece() {
  if (!cutter_.next(text_)) return false;
  accept(parser_->parse(text_.view(), name_));
  if (options_.progress) options_.progress(cutter_.source().bytes_done(), cutter_.source().bytes_in_all());
  return true;
}

// The next piece in the file's order.
void CsvReader::accept(CsvPiece piece) {
  blanks_ += piece.blank_before;
  if (!piece.block && !piece.fault) {
    line_ += piece.num_lines;
    return;
  }
  if (blanks_ > 0) {
    const std::int64_t first_blank = line_ + piece.blank_before - blanks_;
    if (format_.num_columns() > 1) throw_fault(blank_line_fault(first_blank, format_.num_columns()), *name_, 0);
    ready_.push_back(blank_rows(name_, first_blank, blanks_));
  }
  if (piece.fault) throw_fault(*piece.fault, *name_, line_);
  if (piece.num_latin1 > 0) {
    if (num_latin1_ == 0) first_latin1_ = line_ + piece.first_latin1;
    num_latin1_ += piece.num_latin1;
  }
  piece.block->move_lines(line_);
  ready_.push_back(std::move(*piece.block));
  blanks_ = piece.blank_after;
  line_ += piece.num_lines;
}

std::vector<std::string> CsvReader::remarks() const {
  if (num_latin1_ == 0) return {};
  return {*name_ + ":" + std::to_string(first_latin1_) + ": " + count_of(num_latin1_, "cell") +
          (num_latin1_ == 1 ? " is not UTF-8, and was" : " from here on are not UTF-8, and were") + " read as Latin-1"};
}

}  // namespace nntrain
