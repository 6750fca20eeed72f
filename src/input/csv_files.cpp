#include "input/csv_files.h"

#include <filesystem>
#include <utility>

#include "base/error.h"

namespace nntrain {
namespace {

std::uint64_t size_of_all(const std::vector<std::string>& paths) {
  std::uint64_t sum = 0;
  for (const std::string& path : paths) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::is_regular_file(path, error) ? std::filesystem::file_size(path, error) : 0;
    if (error || size == 0) return 0;
    sum += size;
  }
  return sum;
}

}  // namespace

CsvFiles::CsvFiles(std::vector<std::string> paths, Open open, ReadOptions options)
    : paths_(std::move(paths)), open_(std::move(open)), options_(std::move(options)), bytes_in_all_(size_of_all(paths_)) {
  CsvBeginning first = begin_file();
  head_ = std::move(first.head);
  format_ = std::move(first.format);
  remark_ = std::move(first.remark);
  is_small_ &= paths_.size() == 1;
  options_.delimiter = head_.delimiter;
  options_.header = head_.has_header;
  options_.decimal = head_.decimal;
}

CsvBeginning CsvFiles::begin_file() {
  const std::string& path = paths_[file_];
  source_ = std::make_shared<const std::string>(source_name(path));
  cutter_ = std::make_unique<CsvCutter>(open_(path), *source_, options_.piece_bytes);
  const bool is_whole = cutter_->look_ahead(beginning_text_);
  is_small_ = is_whole;
  CsvBeginning beginning = find_csv_format(beginning_text_.view(), is_whole, *source_, options_);
  cutter_->set_delimiter(beginning.format.delimiter);
  cutter_->skip(beginning.rows_begin);
  begins_at_ = beginning.rows_line;
  shape_line_ = beginning.format.shape_line;
  num_latin1_ = beginning.num_latin1;
  return beginning;
}

void CsvFiles::check_same(const CsvBeginning& beginning) const {
  const std::vector<std::string>&names = beginning.head.names, &expected = head_.names;
  if (names == expected) return;
  const std::string place = *source_ + ":" + std::to_string(beginning.format.shape_line);
  const std::string hint = "files that are read together have the same columns in the same order";
  if (names.size() != expected.size()) {
    throw Error{ErrorKind::data,
                "found " + count_of(static_cast<std::int64_t>(names.size()), "column") + "; expected " +
                    std::to_string(expected.size()) + " as in " + head_.source,
                place, hint};
  }
  std::size_t i = 0;
  while (names[i] == expected[i]) ++i;
  throw Error{ErrorKind::data, "found the column " + quoted(names[i]) + "; expected " + quoted(expected[i]) + " as in " + head_.source,
              place + ":" + std::to_string(i + 1), hint};
}

bool CsvFiles::next(CsvInput& input) {
  while (!cutter_->next(input.text)) {
    bytes_before_ += cutter_->source().bytes_done();
    if (file_ + 1 == paths_.size()) return false;
    ++file_;
    check_same(begin_file());
  }
  input.source = source_;
  input.begins_at = std::exchange(begins_at_, 0);
  input.shape_line = shape_line_;
  input.num_latin1 = std::exchange(num_latin1_, 0);
  input.bytes_done = bytes_before_ + cutter_->source().bytes_done();
  return true;
}

}  // namespace nntrain
