// One CSV file after the other, cut into pieces: what of reading cannot be done on several threads at once.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "input/csv_cutter.h"
#include "input/csv_format.h"

namespace nntrain {

// A piece of text and where it stands.
struct CsvInput {
  CsvText text;
  std::shared_ptr<const std::string> source;
  std::int64_t begins_at = 0;   // the line, where it is the first piece of its file; else 0
  std::int64_t shape_line = 1;  // CsvFormat's, of its file
  std::int64_t num_latin1 = 0;  // of the file's header, where it is the first piece
  std::uint64_t bytes_done = 0;
};

class CsvFiles {
 public:
  using Open = std::function<ByteSourcePtr(const std::string& path)>;

  // Opens the first file and looks at its beginning; there is at least one.
  CsvFiles(std::vector<std::string> paths, Open open, ReadOptions options);

  const TableHead& head() const { return head_; }
  const CsvFormat& format() const { return format_; }
  bool is_small() const { return is_small_; }  // one file that is all in memory

  // The next piece; false after the last. Errors as open_table.
  bool next(CsvInput& input);

  const std::string& remark() const { return remark_; }  // on the first file's delimiter, or empty
  std::uint64_t bytes_in_all() const { return bytes_in_all_; }  // 0: not known

 private:
  CsvBeginning begin_file();
  void check_same(const CsvBeginning& beginning) const;

  std::vector<std::string> paths_;
  std::size_t file_ = 0;
  Open open_;
  ReadOptions options_;
  TableHead head_;
  CsvFormat format_;
  std::unique_ptr<CsvCutter> cutter_;
  CsvText beginning_text_;
  std::shared_ptr<const std::string> source_;
  std::int64_t begins_at_ = 0, shape_line_ = 1, num_latin1_ = 0;
  std::uint64_t bytes_before_ = 0, bytes_in_all_ = 0;  // of the files before this one
  bool is_small_ = false;
  std::string remark_;
};

}  // namespace nntrain
