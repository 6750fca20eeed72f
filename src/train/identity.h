// Whether a run is the one that a checkpoint was made of.
#pragma once
#include "train/checkpoint.h"
#include "train/prepare.h"

namespace nntrain {

// job: JSON of the prepared config and columns, as the model file has them.
JobIdentity identity_of(const PreparedRun& run, std::string job);

// The config without what may change from one part of a run to the next: how many epochs there are, and how often checkpoints are
// written.
Spec without_lengths(Spec spec);

// Throws Error{config} or Error{data} where they differ: in what.
void check_same(const JobIdentity& saved, const JobIdentity& now);

}  // namespace nntrain
