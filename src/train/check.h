// Everything that can be known of a job and its data before the first step.
#pragma once
#include "train/finding.h"
#include "train/trial.h"

namespace nntrain {

// What a job is, once it could be prepared.
struct JobSize {
  PartSizes rows;         // that train, validate, test
  Index rows_left_out = 0;  // with an empty cell, as the config says
  Index inputs = 0;       // numbers a row
  Index outputs = 0;
  std::string classes;    // "no 70, yes 50" of the rows that train; empty: the target is numbers
  std::optional<Trial> trial;  // none where the programs could not be built
};

struct CheckReport {
  Findings findings;            // config errors besides those in `diagnostics`: of layers' names, not of pointers
  std::optional<JobSize> size;  // none where the job cannot be prepared
};

// Checks a job as read into `spec`, whatever `diagnostics` has found wrong with it by then, and its data as far as there are any and the
// config allows. Config errors whose pointer is known are added to `diagnostics`. Rows with a cell that is at fault are told of, and
// left out of what follows.
CheckReport check(const Spec& spec, Diagnostics& diagnostics, std::optional<Table> table, std::optional<Table> validation, const FitOptions& options);

// Whether what the config says of the data could be read.
bool knows_data(const Diagnostics& diagnostics);

}  // namespace nntrain
