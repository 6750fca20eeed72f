// What callbacks are told of a job before it runs.
#pragma once
#include "train/programs.h"

namespace nntrain {

JobFacts facts_of(const Spec& spec, const Network& network, const JobGraph& training, const DataShapes& shapes, bool validates);

}  // namespace nntrain
