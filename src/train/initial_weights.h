// A network starts from weights that were trained before, and its optimizer from what it had come to.
#pragma once
#include <span>

#include "config/diagnostics.h"
#include "train/training_run.h"

namespace nntrain {

// Gives the run's network the weights that it has by name and shape. Tells what was taken: a note where that is everything, else
// a warning that also names each weight that was not taken, or that starts anew. None taken, or numbers that are not finite: an
// error at "/initial_weights".
void take_initial_weights(std::span<const NamedTensor> given, TrainingRun& run, Diagnostics& diagnostics,
                          const FitOptions& options);

// Gives the run's optimizer the state that a model was saved with, so that the run goes on where that one ended; tells how many steps it has had. A state of
// another optimizer or network: an error at "/optimizer".
void take_initial_optimizer(const OptimizerState& given, TrainingRun& run, Diagnostics& diagnostics, const FitOptions& options);

}  // namespace nntrain
