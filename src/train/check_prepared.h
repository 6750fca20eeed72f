// What an encoded job says of itself: scales, outputs that do not suit their target, classes, batches.
#pragma once
#include "train/finding.h"
#include "train/prepare.h"

namespace nntrain {

// Inputs that go beyond 100, or over more than 100, in the rows that train, where no layer scales them before all others.
void check_scales(const Network& network, const Columns& columns, const Dataset& data, Index train_rows, Findings& findings);

// Last activations, losses and numbers of units that train, but not to what the target is: a relu and a target below 0, sigmoids
// that each answer for themselves under a loss of one class, squared errors of a choice, units of no class.
void check_outputs(const PreparedRun& run, Findings& findings);

// Classes that are rare, or that one of the parts lacks.
void check_classes(const PreparedRun& run, Findings& findings);

// Fewer rows than a batch takes; a last batch of one row, of which BatchNormalization knows no variance.
void check_batches(const PreparedRun& run, Findings& findings);

}  // namespace nntrain
