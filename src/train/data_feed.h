// Hands the rows of a data set to the steps of a program, in any order. Rows that lie in files are read ahead of their step, many at a
// time, so that neither pages of the files are in memory nor a step waits for the disk.
#pragma once
#include <array>
#include <future>

#include "columns/columns.h"
#include "runtime/runner.h"

namespace nntrain {

class DataFeed {
 public:
  // The data must outlive the feed. Their matrices are those of the inputs, of the targets, then of the weights that there are.
  explicit DataFeed(const Dataset& data);

  Index num_rows() const { return num_rows_; }
  bool reads_files() const { return reads_files_; }

  // What a row takes while it waits for its step, twice: one window is filled while the other is used.
  std::uint64_t bytes_a_row() const { return 2 * (row_bytes_ + sizeof(std::uint32_t)); }

  // How much memory may be taken for rows that are read ahead, if not half of what storages leave; at least those of two steps are.
  void set_memory(std::uint64_t bytes) { memory_ = bytes; }

  // The steps to come take these rows in this order, `batch` each; the order must stay as it is until the next start.
  void start(std::span<const Index> order, Index batch);
  // The same for count rows from `first` on, in the data's order.
  void start(Index first, Index count, Index batch);

  // The rows of the next step, valid until the next call; none after the last. Throws Error{io}.
  StepInput next();

  // Which row of the data the i-th of the last step's is.
  Index row(Index i) const { return row_at(step_begin_ + i); }

  // Any rows, before the first start; pages of files come into memory.
  StepInput at(std::span<const Index> rows) const { return {rows, columns_, 0}; }

 private:
  struct Window {
    std::vector<std::vector<float>> rows;  // by matrix
    std::vector<std::uint32_t> by_place;   // rows of the window in the order of their chunks
  };

  void begin(Index count, Index batch);
  Index row_at(Index i) const { return order_.empty() ? first_ + i : order_[static_cast<std::size_t>(i)]; }
  Index window_end(Index begin) const { return std::min(begin + window_rows_, count_); }
  void fill(Window& window, Index begin) const;
  void read_in_order(const Matrix& matrix, Index begin, Index count, float* out) const;
  void read_by_chunks(const Matrix& matrix, Index begin, Index count, float* out, std::vector<std::uint32_t>& by_place) const;

  std::vector<const Matrix*> matrices_;
  std::vector<const void*> columns_;  // of the data, or of the window's rows that are the next step's
  Index num_rows_;
  bool reads_files_ = false;
  std::uint64_t row_bytes_ = 0, memory_ = 0;

  std::span<const Index> order_;  // empty: from first_ on
  Index first_ = 0, count_ = 0, batch_ = 1, at_ = 0, step_begin_ = 0;
  std::vector<Index> numbers_;  // of the rows of a step

  Index window_rows_ = 0, window_begin_ = 0;
  std::array<Window, 2> windows_;
  std::size_t current_ = 0;
  std::future<void> filling_;  // the other window, from window_begin_ + window_rows_ on; goes before what it uses
};

}  // namespace nntrain
