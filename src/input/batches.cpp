#include "input/batches.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "base/random.h"

namespace nntrain {

std::int64_t split_point(std::int64_t num_rows, double split) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>(num_rows) * (1.0 - split)));
}

Batches::Batches(std::int64_t num_rows, std::int64_t batch_size, bool shuffle, std::uint64_t seed, bool within_batches)
    : order_(static_cast<std::size_t>(num_rows)),
      batch_size_(batch_size),
      shuffle_(shuffle),
      within_batches_(within_batches),
      seed_(seed) {
  assert(batch_size >= 1);
  std::iota(order_.begin(), order_.end(), std::int64_t{0});
}

void Batches::start_epoch(std::int64_t epoch) {
  if (!shuffle_) return;
  if (!within_batches_) return permutation(seed_, stream(StreamKind::shuffle), static_cast<std::uint64_t>(epoch), order_);
  for (std::int64_t b = 0; b < num_batches(); ++b) {
    const std::int64_t first = b * batch_size_;
    const std::span<std::int64_t> rows(order_.data() + first, batch(b).size());
    permutation(seed_, stream(StreamKind::shuffle), static_cast<std::uint64_t>(epoch * num_batches() + b), rows);
    for (std::int64_t& row : rows) row += first;
  }
}

std::span<const std::int64_t> Batches::batch(std::int64_t index) const {
  assert(index >= 0 && index < num_batches());
  const std::int64_t first = index * batch_size_;
  const std::int64_t size = std::min(batch_size_, num_rows() - first);
  return {order_.data() + first, static_cast<std::size_t>(size)};
}

}  // namespace nntrain
