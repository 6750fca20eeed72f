// A CSV file as blocks of rows.
#pragma once
#include <deque>
#include <memory>

#include "input/csv_cutter.h"
#include "input/csv_parser.h"
#include "input/table_reader.h"

namespace nntrain {

class CsvReader : public BlockReader {
 public:
  CsvReader(std::unique_ptr<ByteSource> source, std::string name, ReadOptions options);

  const TableHead& head() const override { return head_; }
  std::optional<Block> next() override;
  std::vector<std::string> remarks() const override;

 private:
  bool read_piece();
  void accept(CsvPiece piece);

  ReadOptions options_;
  std::shared_ptr<const std::string> name_;
  CsvCutter cutter_;
  CsvText text_;
  TableHead head_;
  CsvFormat format_;
  std::unique_ptr<CsvParser> parser_;
  std::deque<Block> ready_;
  std::int64_t line_ = 1;         // of the piece to come
  std::int64_t blanks_ = 0;       // blank lines before it, since the last record
  bool any_row_ = false;
  std::int64_t num_latin1_ = 0, first_latin1_ = 0;  // cells that are not UTF-8; the line of the first
};

}  // namespace nntrain
