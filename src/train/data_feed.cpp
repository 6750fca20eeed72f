#include "train/data_feed.h"

#include <algorithm>
#include <numeric>

namespace nntrain {

namespace {

constexpr Index chunk_bytes = 256 << 10;  // stays in a core's cache

}  // namespace

DataFeed::DataFeed(const Dataset& data) : num_rows_(data.num_rows()) {
  for (const auto* matrices : {&data.inputs, &data.targets, &data.weights}) {
    for (const Matrix& m : *matrices) {
      if (m.width == 0) continue;
      matrices_.push_back(&m);
      columns_.push_back(m.values.data());
      reads_files_ |= m.values.storage().is_in_file();
      row_bytes_ += static_cast<std::uint64_t>(m.width) * sizeof(float);
    }
  }
  if (data.memory) memory_ = data.memory->rest(0, "") / 2;
}

void DataFeed::start(std::span<const Index> order, Index batch) {
  if (filling_.valid()) filling_.get();
  order_ = order;
  begin(static_cast<Index>(order.size()), batch);
}

void DataFeed::start(Index first, Index count, Index batch) {
  if (filling_.valid()) filling_.get();
  order_ = {};
  first_ = first;
  begin(count, batch);
}

void DataFeed::begin(Index count, Index batch) {
  count_ = count;
  batch_ = batch;
  at_ = 0;
  if (reads_files_ || order_.empty()) numbers_.resize(static_cast<std::size_t>(std::min(batch, count)));
  if (!reads_files_ || count == 0) return;
  std::iota(numbers_.begin(), numbers_.end(), Index{0});
  const auto affordable = static_cast<Index>(memory_ / bytes_a_row());
  window_rows_ = std::min(std::max<Index>(affordable / batch, 1) * batch, count);
  window_begin_ = 0;
  fill(windows_[current_], 0);
  if (window_rows_ < count) filling_ = std::async(std::launch::async, [this] { fill(windows_[1 - current_], window_rows_); });
}

StepInput DataFeed::next() {
  const auto size = static_cast<std::size_t>(std::min(batch_, count_ - at_));
  const Index begin = step_begin_ = at_;
  at_ += static_cast<Index>(size);
  if (size == 0) {
    if (reads_files_) windows_ = {};
    return {};
  }
  if (!reads_files_) {
    if (!order_.empty()) return {order_.subspan(static_cast<std::size_t>(begin), size), columns_, 0};
    std::iota(numbers_.begin(), numbers_.begin() + static_cast<Index>(size), first_ + begin);
    return {std::span(numbers_).first(size), columns_, 0};
  }
  if (begin == window_begin_ + window_rows_) {
    filling_.get();
    current_ = 1 - current_;
    window_begin_ = begin;
    const Index following = begin + window_rows_;
    if (following < count_) filling_ = std::async(std::launch::async, [this, following] { fill(windows_[1 - current_], following); });
  }
  for (std::size_t k = 0; k < matrices_.size(); ++k) columns_[k] = windows_[current_].rows[k].data() + (begin - window_begin_) * matrices_[k]->width;
  return {std::span(numbers_).first(size), columns_, 0};
}

void DataFeed::fill(Window& window, Index begin) const {
  const Index count = window_end(begin) - begin;
  window.rows.resize(matrices_.size());
  for (std::size_t k = 0; k < matrices_.size(); ++k) {
    const Matrix& matrix = *matrices_[k];
    window.rows[k].resize(static_cast<std::size_t>(window_rows_ * matrix.width));
    float* const out = window.rows[k].data();
    if (order_.empty()) read_in_order(matrix, first_ + begin, count, out);
    else if (matrix.values.storage().is_in_file()) read_by_chunks(matrix, begin, count, out, window.by_place);
    else for (Index i = 0; i < count; ++i) std::ranges::copy(matrix.row(row_at(begin + i)), out + i * matrix.width);
  }
}

void DataFeed::read_in_order(const Matrix& matrix, Index begin, Index count, float* out) const {
  const auto row_bytes = static_cast<std::size_t>(matrix.width) * sizeof(float);
  matrix.values.storage().read(static_cast<std::size_t>(begin) * row_bytes, out, static_cast<std::size_t>(count) * row_bytes);
}

// The file is gone through once, chunk by chunk: of a chunk with many of the rows all is read, and the rows are dealt to their
// places; few are read one by one.
void DataFeed::read_by_chunks(const Matrix& matrix, Index begin, Index count, float* out, std::vector<std::uint32_t>& by_place) const {
  constexpr std::uint64_t bytes_worth_a_read = 2048;  // what can be copied in the time that a call of the system takes
  const auto row_bytes = static_cast<std::uint64_t>(matrix.width) * sizeof(float);
  const Storage& storage = matrix.values.storage();
  const Index chunk_rows = std::max<Index>(1, chunk_bytes / static_cast<Index>(row_bytes));
  std::vector<std::uint32_t> ends(static_cast<std::size_t>((num_rows_ + chunk_rows - 1) / chunk_rows) + 1);
  for (Index i = 0; i < count; ++i) ++ends[static_cast<std::size_t>(row_at(begin + i) / chunk_rows) + 1];
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  by_place.resize(static_cast<std::size_t>(count));
  for (Index i = 0; i < count; ++i) by_place[ends[static_cast<std::size_t>(row_at(begin + i) / chunk_rows)]++] = static_cast<std::uint32_t>(i);

  std::vector<float> chunk;
  std::size_t next = 0;
  for (std::size_t c = 0; c + 1 < ends.size(); ++c) {
    const std::span<const std::uint32_t> places(by_place.data() + next, ends[c] - next);
    next = ends[c];
    const Index first = static_cast<Index>(c) * chunk_rows, rows = std::min(chunk_rows, num_rows_ - first);
    if (places.size() * (row_bytes + bytes_worth_a_read) < static_cast<std::uint64_t>(rows) * row_bytes) {
      for (const std::uint32_t i : places)
        storage.read(static_cast<std::size_t>(row_at(begin + i)) * row_bytes, out + i * matrix.width, row_bytes);
    } else {
      chunk.resize(static_cast<std::size_t>(rows * matrix.width));
      read_in_order(matrix, first, rows, chunk.data());
      for (const std::uint32_t i : places) std::copy_n(chunk.data() + (row_at(begin + i) - first) * matrix.width, matrix.width, out + i * matrix.width);
    }
  }
}

}  // namespace nntrain
