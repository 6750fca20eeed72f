// Why a run's numbers went bad, for people: what, where, which rows, what led there, and what most likely mends it.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "columns/columns.h"
#include "train/autopsy.h"

namespace nntrain {

struct PostMortem {
  std::string what;                // "the gradient of "dense/kernel" is infinite"
  std::vector<std::string> lines;  // at most 20: the op and its rows, then sizes of weights and gradients in the last steps
  std::string cure;
};

// What it is made from, besides the autopsy.
struct Circumstances {
  const Spec& spec;
  const Network& network;
  const Columns& columns;
  const Dataset& data;
  Index train_rows;
  std::span<const Index> rows;  // of the data: the samples of the bad step
  Index last_step;              // its number in the epoch, from 1
  double learning_rate;         // of it
};

PostMortem post_mortem(const Autopsy& autopsy, const Circumstances& run);

}  // namespace nntrain
