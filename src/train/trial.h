// A few steps of a prepared run, for what they tell before the first real one.
#pragma once
#include "train/finding.h"
#include "train/prepare.h"

namespace nntrain {

// All but `seconds_a_step` are pure functions of the job and its data.
struct Trial {
  // The loss of the first weights in up to 1000 rows, regularisation left out, and what a network that knows nothing of its input
  // gets: ln 2 or ln K of classes, the variance of numbers; none where the loss is another, or there are several outputs.
  double loss_at_start = 0;
  std::optional<double> chance;

  // The loss of one batch, before the first and after the last of some steps on nothing but its rows.
  Index batch_rows = 0, batch_steps = 0;
  double batch_first = 0, batch_last = 0;

  std::uint64_t data_bytes = 0, state_bytes = 0, program_bytes = 0;
  int state_copies = 1;  // so often the state is held
  std::uint64_t all_state_bytes() const { return static_cast<std::uint64_t>(state_copies) * state_bytes; }
  Index num_weights = 0;  // numbers of the weights

  Index steps_an_epoch = 0;
  double seconds_a_step = 0;  // measured
};

// The learning rate of the same optimizer where nothing is said of it.
double default_rate(const Optimizer& optimizer);

// `count` of the first `rows` rows, equally far apart, so that files that are sorted give of everything some.
std::vector<Index> spread_rows(Index rows, Index count);

std::string four_digits(double x);  // "0.6931", "5.93e+04": a loss for people

// Warns where the loss begins far from chance, or one batch cannot be learned by heart. Errors: as PreparedRun::start.
Trial try_out(const PreparedRun& prepared, Diagnostics& diagnostics, const FitOptions& options, Findings& findings);

}  // namespace nntrain
