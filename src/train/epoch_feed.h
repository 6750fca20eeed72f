// The rows of each step of training, epoch after epoch. As Keras: an epoch goes through all rows, or goes on where the last one
// stopped for want of steps (steps_per_epoch). Where the rows end before the epoch's steps, so does the epoch.
#pragma once
#include "base/archive.h"
#include "input/batches.h"
#include "network/spec.h"
#include "train/data_feed.h"

namespace nntrain {

class EpochFeed {
 public:
  // The data must outlive the feed; its first train_rows rows are trained on.
  EpochFeed(const Spec& spec, const Dataset& data, Index train_rows);

  Index steps_an_epoch() const { return steps_; }
  Index rows_an_epoch() const { return std::min(steps_ * batch_size_, num_rows()); }
  Index num_rows() const { return batches_.num_rows(); }
  DataFeed& data() { return data_; }

  // The rows of the step that comes after so many of its epoch; none: the epoch ends here. Throws Error{io}.
  StepInput next(Index steps_done);

  // Whether the rows have just run out before an epoch's steps for the first time: once, to be told.
  bool ran_out() { return std::exchange(ran_out_, false); }

  // Where it stands among the rows: to come back there, and for a checkpoint.
  struct Place {
    Index passes, next_batch;
    bool told;
    void keep(Archive& archive) { archive(passes, next_batch, told); }
  };
  Place place() const { return {passes_, next_batch_, told_}; }
  void go_to(Place place);

 private:
  void start_pass();

  DataFeed data_;
  Batches batches_;
  Index steps_, batch_size_;
  bool goes_on_;          // an epoch begins where the last one ended
  Index passes_;          // over the rows, begun
  Index next_batch_;      // of this pass
  bool ran_out_ = false, told_ = false;
};

}  // namespace nntrain
