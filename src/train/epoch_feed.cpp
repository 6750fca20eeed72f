#include "train/epoch_feed.h"

#include <algorithm>

namespace nntrain {

EpochFeed::EpochFeed(const Spec& spec, const Dataset& data, Index train_rows)
    : data_(data),
      batches_(train_rows, spec.batch_size, spec.shuffle != std::variant<bool, ShuffleRows>(false), static_cast<std::uint64_t>(spec.seed),
               std::holds_alternative<ShuffleRows>(spec.shuffle)),
      steps_(spec.steps_per_epoch.value_or(batches_.num_batches())),
      batch_size_(spec.batch_size),
      goes_on_(spec.steps_per_epoch.has_value()),
      passes_(spec.initial_epoch),
      next_batch_(batches_.num_batches()) {}

void EpochFeed::start_pass() {
  batches_.start_epoch(passes_ - 1);
  data_.start(batches_.order().subspan(static_cast<std::size_t>(std::min(next_batch_ * batch_size_, num_rows()))), batch_size_);
}

StepInput EpochFeed::next(Index steps_done) {
  if (steps_done == steps_) return {};
  if (steps_done == 0 && (!goes_on_ || next_batch_ == batches_.num_batches())) {
    ++passes_;
    next_batch_ = 0;
    start_pass();
  }
  if (next_batch_ < batches_.num_batches()) {
    ++next_batch_;
    return data_.next();
  }
  ran_out_ = !std::exchange(told_, true);
  return {};
}

void EpochFeed::go_to(Place place) {
  passes_ = place.passes;
  told_ = place.told;
  next_batch_ = std::clamp<Index>(place.next_batch, 0, batches_.num_batches());
  if (next_batch_ < batches_.num_batches()) start_pass();
}

}  // namespace nntrain
