// Cuts the bytes of a CSV file into pieces of whole records.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "input/byte_source.h"

namespace nntrain {

// Some text, followed by CsvParser::padding bytes of which the first is a line feed. Kept by whoever reads piece after piece, so
// that its memory is taken once.
class CsvText {
 public:
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  friend class CsvCutter;
  char* make_room(std::size_t size);
  void end(std::size_t size);

  std::string bytes_;
  std::size_t size_ = 0;
};

class CsvCutter {
 public:
  // `source_name` is for messages.
  CsvCutter(ByteSourcePtr source, std::string source_name, std::size_t piece_bytes);

  // The file's beginning: all of it, or at least 1 MiB, and more where that is less than 100 lines. Whether it is all.
  bool look_ahead(CsvText& text);

  // Leaves out bytes of what was looked at: next() goes on there, at a record's beginning.
  void skip(std::size_t bytes) { ahead_begin_ += bytes; }
  void set_delimiter(char delimiter) { delimiter_ = delimiter; }

  // The next piece; false at the end. Throws Error{data} where a record is longer than 1 GiB.
  bool next(CsvText& text);

  const ByteSource& source() const { return *source_; }

 private:
  std::size_t take(char* out, std::size_t size);

  ByteSourcePtr source_;
  std::string source_name_;
  std::size_t piece_bytes_;
  char delimiter_ = ',';
  std::string ahead_;  // read, not handed out: from ahead_begin_
  std::size_t ahead_begin_ = 0;
  bool ended_ = false;
};

}  // namespace nntrain
