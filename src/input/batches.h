// The order of rows in an epoch, cut into batches.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace nntrain {

// Where Keras' validation_split cuts num_rows rows: rows before the returned one train, it and all after it validate.
// floor(num_rows · (1 − split)) in double arithmetic, 0 <= split < 1.
std::int64_t split_point(std::int64_t num_rows, double split);

// The batches of one epoch over rows 0 … num_rows - 1: batch_size rows each, the last one what is left. Allocates in
// the constructor only. The order of an epoch is a pure function of (seed, epoch, num_rows).
class Batches {
 public:
  // num_rows >= 0, batch_size >= 1. Without shuffle every epoch is in the file's order, and the seed is not used. Within
  // batches: each batch has the rows that it has in the file's order, in an order of its own.
  Batches(std::int64_t num_rows, std::int64_t batch_size, bool shuffle, std::uint64_t seed,
          bool within_batches = false);

  // Puts the rows in the order of that epoch (0-based). The constructor leaves the file's order.
  void start_epoch(std::int64_t epoch);

  std::int64_t num_rows() const { return static_cast<std::int64_t>(order_.size()); }
  std::int64_t num_batches() const { return (num_rows() + batch_size_ - 1) / batch_size_; }

  // All rows in this epoch's order, batch after batch.
  std::span<const std::int64_t> order() const { return order_; }

  // The rows of a batch of this epoch, 0 <= index < num_batches().
  std::span<const std::int64_t> batch(std::int64_t index) const;

 private:
  std::vector<std::int64_t> order_;
  std::int64_t batch_size_;
  bool shuffle_, within_batches_;
  std::uint64_t seed_;
};

}  // namespace nntrain
