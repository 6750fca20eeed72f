// One training run: programs, State, and the loop over epochs and steps.
#pragma once
#include "input/batches.h"
#include "runtime/runner.h"
#include "train/fit.h"
#include "train/programs.h"

namespace nntrain {

// Rows of a data set as programs read them: matrices of the inputs, of the targets, then of the weights that there are.
struct DataView {
  explicit DataView(const Dataset& data);
  std::vector<const void*> columns;
  Index rows;
};

// A graph compiled and ready to step.
class JobRunner {
 public:
  JobRunner(JobGraph& job, std::span<const Tensor> keep, State& state, Team& team, Index max_batch);

  Program program;
  Runner runner;
};

class TrainingRun : private RunControl {
 public:
  // Compiles everything and fills the weights with their initial values. data must outlive the run; its first train_rows rows
  // are trained on. validation: null, or the data whose rows from validation_begin on are validated on.
  TrainingRun(const Spec& spec, const Network& network, const Columns& columns, const Dataset& data, Index train_rows,
              const Dataset* validation, Index validation_begin, Diagnostics& diagnostics, const FitOptions& options);

  History run();  // errors: diverged, interrupted
  std::vector<NamedTensor> weights() const;
  void set_weight(const std::string& name, std::span<const float> values);

  // One step on these rows; the loss of the batch before its update. For tests and benchmarks: run() does the same.
  double step_loss(std::span<const Index> rows);
  void step(std::span<const Index> rows);
  void start_totals() { training_->objective.reset(state_); }
  Index arena_bytes() const { return trainer_->program.arena_bytes; }

 private:
  void train_epoch(Index epoch);
  void validate();
  void end_epoch(Index epoch);
  void record(const JobGraph& job, const std::string& prefix);
  void draw_bar();
  void check_interrupt(Index epoch) const;

  void stop() override { stopped_ = true; }
  void save_weights() override { saved_ = weights(); }
  void restore_weights() override;
  void message(std::string_view text) override { log_->message(text); }

  const Spec& spec_;
  const FitOptions& options_;
  DataView data_;
  std::optional<DataView> validation_data_;
  std::vector<Index> validation_rows_;
  Team team_;
  State state_;
  JobGraphPtr training_, evaluation_;
  std::unique_ptr<JobRunner> trainer_, evaluator_;
  std::vector<ScalarSlot> optimizer_slots_;  // by number of the optimizer
  std::vector<double> optimizer_numbers_;
  double learning_rate_;
  Index steps_done_ = 0;  // updates since the beginning
  Batches batches_;
  std::optional<ProgressLog> log_;
  std::vector<std::unique_ptr<RunningCallback>> callbacks_;
  std::vector<EpochValue> epoch_values_;
  History history_;
  std::vector<NamedTensor> saved_;
  bool stopped_ = false;
};

}  // namespace nntrain
