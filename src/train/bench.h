// How fast a job trains and predicts here.
#pragma once
#include "runtime/profile_report.h"
#include "train/prepare.h"

namespace nntrain {

struct BenchOptions {
  int threads = 0;                // as FitOptions::threads
  double seconds = 1;             // how long each of the measurements goes on, at the least
  std::size_t trace_events = 0;   // see Profile
  std::function<void(const Profile&)> profiled = [](const Profile&) {};
};

struct BenchReport {
  struct Prediction {
    Index rows = 0;  // at once
    double seconds = 0;
  };
  double compile_seconds = 0;  // of the programs
  Index train_rows = 0, steps = 0;  // of an epoch
  Index num_weights = 0, state_bytes = 0, state_copies = 0;  // state_bytes: of one of the copies that a run holds
  double step_seconds = 0;  // without the clock's looks between its ops; median
  double epoch_seconds = 0;
  ProfileReport profile;
  std::vector<Prediction> predictions;  // of many rows, and of one; medians
};

// Trains for a while, from the first weights on, and predicts; nothing is kept. Errors: config, through `diagnostics`.
BenchReport bench(const PreparedRun& prepared, Diagnostics& diagnostics, const BenchOptions& options);

// Rows for a job without data: numbers from -1 to 1, classes and indices as the network takes them. Errors, of kind config and through
// `diagnostics`: it does not say its inputs' shape, or it says what the columns of its file are.
Table made_up_table(const Spec& spec, Diagnostics& diagnostics);

}  // namespace nntrain
