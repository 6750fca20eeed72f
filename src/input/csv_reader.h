// CSV files as blocks of rows.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "input/csv_files.h"
#include "input/csv_parser.h"
#include "input/ordered_work.h"
#include "input/table_reader.h"

namespace nntrain {

class CsvReader : public BlockReader {
 public:
  CsvReader(std::vector<std::string> paths, CsvFiles::Open open, ReadOptions options);

  ~CsvReader() override;

  const TableHead& head() const override { return files_.head(); }
  std::optional<Block> next() override;
  std::vector<std::string> remarks() const override;
  bool parses_numbers() const override { return true; }

 private:
  // A parsed piece and where it stands.
  struct Piece {
    CsvPiece csv;
    std::shared_ptr<const std::string> source;
    std::int64_t begins_at, num_latin1;
    std::uint64_t bytes_done;
  };
  class Worker;

  void accept(Piece piece);

  ReadOptions options_;
  CsvFiles files_;
  std::deque<Block> ready_;
  std::int64_t line_ = 1;    // of the piece to come
  std::int64_t blanks_ = 0;  // blank lines before it, since the last record
  bool any_row_ = false;
  std::int64_t num_latin1_ = 0;  // cells that are not UTF-8
  std::string first_latin1_;     // the place of the first
  std::unique_ptr<OrderedWork<Worker>> work_;  // goes before what its threads use
};

}  // namespace nntrain
