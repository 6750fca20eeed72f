// From a job and its data to all that training begins with.
#pragma once
#include <memory>

#include "train/training_run.h"

namespace nntrain {

// A job whose columns and layers have learnt what they must, and its encoded rows. Must outlive the run that it starts.
struct PreparedRun {
  Spec spec;                           // as the model file keeps it: embedded columns are layers, initial_weights are none
  Columns columns;
  Network network;                     // after its layers have learnt
  std::vector<std::vector<Index>> output_shapes;  // of a sample
  Dataset data;                        // the rows that train, then those of it that validate
  std::optional<Dataset> other_validation;  // rows of a file of their own
  std::optional<Dataset> test;
  std::optional<std::vector<NamedTensor>> initial_weights;

  Index train_rows() const { return data.parts.train; }
  // The data that are validated on, from row validation_begin() on; null: none.
  const Dataset* validation() const { return other_validation ? &*other_validation : data.parts.validation > 0 ? &data : nullptr; }
  Index validation_begin() const { return other_validation ? 0 : train_rows(); }

  // Compiles the programs, draws the first weights and takes those of initial_weights. Errors: config, through `diagnostics`.
  std::unique_ptr<TrainingRun> start(Diagnostics& diagnostics, const FitOptions& options) const;
};

// Deals the rows, learns columns and layers from those that train, encodes, and checks that targets, outputs and losses fit. Tells
// options.warning and options.note what a user should know of the rows. `spec` and the tables are those of fit(), and so are the
// errors. left_out: rows of the table to do without.
PreparedRun prepare(const Spec& spec, Diagnostics& diagnostics, Table table, std::optional<Table> validation, const FitOptions& options,
                    std::span<const std::int64_t> left_out = {});

}  // namespace nntrain
