#include "input/csv_reader.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {
namespace {

constexpr int most_threads = 16;  // more only wait for the one that reads

// Rows of one empty cell, from that line on.
Block blank_rows(const std::shared_ptr<const std::string>& source, std::int64_t line, std::int64_t rows) {
  Block::Parts parts{.source = source, .num_rows = rows, .cells = Cells(static_cast<std::size_t>(rows)), .counts = {{.missing = rows}}};
  const Cell empty = Cell::text(parts.texts.add({}, TextKind::missing));
  std::fill_n(parts.cells.data(), rows, empty);
  parts.lines.first = line;
  return Block(std::move(parts));
}

int num_threads(const ReadOptions& options) {
  return std::min(options.threads > 0 ? options.threads : static_cast<int>(std::max(1u, std::thread::hardware_concurrency())), most_threads);
}

// Pieces of which all that are being read and parsed at a time take half of what may be beside the table.
ReadOptions with_fitting_pieces(ReadOptions options) {
  if (!options.memory) return options;
  constexpr std::size_t least = 1 << 16, pieces_a_thread = 9;  // a text, and cells of up to twice its size: being read, and in each of three slots
  const std::size_t fitting = options.memory->beside_bytes() / 2 / (pieces_a_thread * static_cast<std::size_t>(num_threads(options)));
  options.piece_bytes = std::min(options.piece_bytes, std::max(fitting, least));
  return options;
}

}  // namespace

class CsvReader::Worker {
 public:
  explicit Worker(CsvFiles& files) : files_(files), format_(files.format()), parser_(format_) {}

  bool fetch() { return files_.next(input_); }

  Piece work() {
    format_.shape_line = input_.shape_line;
    return {parser_.parse(input_.text.view(), input_.source), input_.source, input_.begins_at, input_.num_latin1, input_.bytes_done};
  }

 private:
  CsvFiles& files_;
  CsvFormat format_;
  CsvParser parser_;
  CsvInput input_;
};

CsvReader::CsvReader(std::vector<std::string> paths, CsvFiles::Open open, ReadOptions options)
    : options_(with_fitting_pieces(std::move(options))), files_(std::move(paths), std::move(open), options_) {
  const int threads = options_.threads == 0 && files_.is_small() ? 1 : num_threads(options_);
  std::vector<std::unique_ptr<Worker>> workers;
  for (int i = 0; i < threads; ++i) workers.push_back(std::make_unique<Worker>(files_));
  work_ = std::make_unique<OrderedWork<Worker>>(std::move(workers));
}

CsvReader::~CsvReader() = default;

std::optional<Block> CsvReader::next() {
  while (ready_.empty()) {
    std::optional<Piece> piece = work_->next();
    if (piece) {
      accept(std::move(*piece));
    } else if (any_row_) {
      return std::nullopt;
    } else {
      throw Error{ErrorKind::data, "found column names but no rows", head().source,
                  R"(if the first line is data, say so: "data": {"header": false})"};
    }
  }
  Block block = std::move(ready_.front());
  ready_.pop_front();
  any_row_ = true;
  return block;
}

// The next piece in the files' order.
void CsvReader::accept(Piece piece) {
  CsvPiece& csv = piece.csv;
  const std::size_t columns = head().names.size();
  const auto count_latin1 = [&](std::int64_t count, std::int64_t line) {
    if (num_latin1_ == 0 && count > 0) first_latin1_ = *piece.source + ":" + std::to_string(line);
    num_latin1_ += count;
  };
  if (options_.progress) options_.progress(piece.bytes_done, files_.bytes_in_all());
  if (piece.begins_at > 0) {
    line_ = piece.begins_at;
    blanks_ = 0;
    count_latin1(piece.num_latin1, line_ - 1);
  }
  blanks_ += csv.blank_before;
  if (!csv.block && !csv.fault) {
    line_ += csv.num_lines;
    return;
  }
  if (blanks_ > 0) {
    const std::int64_t first_blank = line_ + csv.blank_before - blanks_;
    if (columns > 1) throw_fault(blank_line_fault(first_blank, columns), *piece.source, 0);
    ready_.push_back(blank_rows(piece.source, first_blank, blanks_));
  }
  if (csv.fault) throw_fault(*csv.fault, *piece.source, line_);
  count_latin1(csv.num_latin1, line_ + csv.first_latin1);
  csv.block->move_lines(line_);
  ready_.push_back(std::move(*csv.block));
  blanks_ = csv.blank_after;
  line_ += csv.num_lines;
}

std::vector<std::string> CsvReader::remarks() const {
  std::vector<std::string> lines;
  if (!files_.remark().empty()) lines.push_back(files_.remark());
  if (num_latin1_ > 0) {
    lines.push_back(first_latin1_ + ": " + count_of(num_latin1_, "cell") +
                    (num_latin1_ == 1 ? " is not UTF-8, and was" : " from here on are not UTF-8, and were") + " read as Latin-1");
  }
  return lines;
}

}  // namespace nntrain
