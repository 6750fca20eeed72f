#include "input/csv_cutter.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "input/csv_parser.h"

namespace nntrain {
namespace {

constexpr std::size_t least_ahead = 1 << 20, most_ahead = 256 << 20, longest_record = 1 << 30;
constexpr std::ptrdiff_t least_lines = 100;

}  // namespace

char* CsvText::make_room(std::size_t size) {
  if (bytes_.size() < size + CsvParser::padding) bytes_.resize(size + CsvParser::padding);
  return bytes_.data();
}

void CsvText::end(std::size_t size) {
  make_room(size);
  size_ = size;
  std::fill_n(bytes_.data() + size, CsvParser::padding, '\n');
}

CsvCutter::CsvCutter(ByteSourcePtr source, std::string source_name, std::size_t piece_bytes)
    : source_(std::move(source)), source_name_(std::move(source_name)), piece_bytes_(std::max<std::size_t>(piece_bytes, 1)) {}

// Up to `size` bytes; fewer only at the end.
std::size_t CsvCutter::take(char* out, std::size_t size) {
  const std::size_t ahead = std::min(size, ahead_.size() - ahead_begin_);
  std::memcpy(out, ahead_.data() + ahead_begin_, ahead);
  ahead_begin_ += ahead;
  if (ahead == size || ended_) return ahead;
  const std::size_t read = source_->read_fully(out + ahead, size - ahead);
  ended_ = ahead + read < size;
  return ahead + read;
}

bool CsvCutter::look_ahead(CsvText& text) {
  std::size_t have = 0;
  const std::uint64_t all = source_->bytes_in_all();
  for (std::size_t want = all > 0 ? std::min<std::size_t>(all + 1, least_ahead) : least_ahead; !ended_; want *= 4) {
    have += take(text.make_room(want) + have, want - have);
    const char* const begin = text.bytes_.data();
    if (want >= most_ahead || std::count(begin, begin + have, '\n') + std::count(begin, begin + have, '\r') > least_lines) break;
  }
  ahead_.assign(text.bytes_, 0, have);
  ahead_begin_ = 0;
  text.end(have);
  return ended_;
}

bool CsvCutter::next(CsvText& text) {
  std::size_t have = 0, end = 0;
  const std::size_t all_left = ahead_.size() - ahead_begin_ + 1;  // where the source has ended
  for (std::size_t want = ended_ ? std::min(piece_bytes_, all_left) : piece_bytes_; end == 0; want *= 2) {
    have += take(text.make_room(want) + have, want - have);
    if (have == 0) return false;
    const bool is_last = ended_ && ahead_begin_ == ahead_.size();
    end = is_last ? have : last_record_end({text.bytes_.data(), have}, delimiter_);
    if (end == 0 && have >= longest_record) {
      throw Error{ErrorKind::data, "found a record longer than 1 GiB", source_name_, "is there a quote that is never closed?"};
    }
  }
  // What comes after the last whole record is kept for the next piece.
  if (ahead_begin_ < ahead_.size()) {
    ahead_begin_ -= have - end;  // all of the piece is from there
  } else if (have - end <= ahead_begin_) {
    ahead_begin_ -= have - end;
    std::memcpy(ahead_.data() + ahead_begin_, text.bytes_.data() + end, have - end);
  } else {
    ahead_.assign(text.bytes_, end, have - end);
    ahead_begin_ = 0;
  }
  text.end(end);
  return true;
}

}  // namespace nntrain
