// TensorBoard: writes what happens in a run as event files, for TensorBoard to show: log_dir/train and
// log_dir/validation.
//
//   epoch_loss, epoch_learning_rate, …     at each epoch's end, step = epoch from 0; of the validation in its own file
//   evaluation_loss_vs_iterations, …       of the validation, step = updates of the weights so far
//   batch_loss, …                          of the epoch so far, every update_freq steps, step = that of the run, from 1
//   dense/kernel/histogram and …/image     after every histogram_freq epochs
//   the network's graph                    its layers and weights
//
// Keras' tags and steps. (Keras with an update_freq of steps leaves out what falls on other steps, also of epochs and
// evaluations; here these are always written.) Equal runs give equal bytes: an event's time is the number of updates as
// seconds, and the files' names are always the same, so that a new run replaces an old one. Only write_steps_per_second
// writes the clock's.
#pragma once
#include "callbacks/callback.h"
#include "callbacks/frequency.h"

namespace nntrain::callbacks {

struct TensorBoard {
  static constexpr std::string_view type = "TensorBoard", summary = "Writes event files that TensorBoard shows.";

  std::string log_dir = "logs";
  int histogram_freq = 0;
  bool write_graph = true;
  bool write_images = false;
  bool write_steps_per_second = false;
  Frequency<true> update_freq;
  int profile_batch = 0;
  int embeddings_freq = 0;
  std::optional<std::string> embeddings_metadata;

  static constexpr std::array params{
      optional<&TensorBoard::log_dir>("log_dir", "the folder, relative to the working directory"),
      optional<&TensorBoard::histogram_freq>(
          "histogram_freq", "histograms of the weights after every so many epochs; 0: none", non_negative),
      optional<&TensorBoard::write_graph>("write_graph", "the network's graph"),
      optional<&TensorBoard::write_images>("write_images", "the weights as images, with their histograms"),
      optional<&TensorBoard::write_steps_per_second>("write_steps_per_second",
                                                     "how fast the training is: differs from run to run"),
      optional<&TensorBoard::update_freq>("update_freq", "losses and metrics also after every so many steps"),
      optional<&TensorBoard::profile_batch>("profile_batch", "not supported: must be 0"),
      optional<&TensorBoard::embeddings_freq>("embeddings_freq", "not supported: must be 0"),
      optional<&TensorBoard::embeddings_metadata>("embeddings_metadata", "not supported: must be null"),
  };

  std::string check() const;
  void check_files() const;
  std::unique_ptr<RunningCallback> start(const JobFacts& job) const;
};

}  // namespace nntrain::callbacks
