// One training run: programs, State, and the loop over epochs and steps.
#pragma once
#include "input/batches.h"
#include "runtime/profile_report.h"
#include "runtime/runner.h"
#include "train/data_feed.h"
#include "train/fit.h"
#include "train/programs.h"

namespace nntrain {

// A graph compiled and ready to step.
class JobRunner {
 public:
  // reproducible: as CompileOptions has it. numbers: the scalars that set_numbers() sets.
  JobRunner(JobGraph& job, std::span<const Tensor> keep, State& state, Team& team, Index max_batch, bool reproducible,
            std::span<const std::string> numbers = {});
  void set_numbers(std::span<const double> values) const;
  // What a step takes: the arena, and what each thread has for itself.
  std::uint64_t memory_bytes() const { return static_cast<std::uint64_t>(program.arena_bytes + program.threads * (Thread::scratch_bytes + program.workspace_bytes)); }

  Program program;
  Runner runner;

 private:
  std::vector<ScalarSlot> numbers_;
};

class TrainingRun : private RunControl {
 public:
  using Save = std::function<void(const std::string& path, SavedPart part, const History& so_far)>;

  // Compiles everything and fills the weights with their initial values. data must outlive the run; its first train_rows rows
  // are trained on. validation: null, or the data whose rows from validation_begin on are validated on.
  TrainingRun(const Spec& spec, const Network& network, const Columns& columns, const Dataset& data, Index train_rows,
              const Dataset* validation, Index validation_begin, Diagnostics& diagnostics, const FitOptions& options);

  // How callbacks save the run as it is; without one they do not.
  void set_save(Save save) { save_ = std::move(save); }

  History run();  // errors: diverged, interrupted, io of what callbacks write
  std::vector<NamedTensor> weights() const override;
  OptimizerState optimizer_state() const;
  std::span<const Weight> known_weights() const { return training_->forward.weights; }
  void set_weight(const std::string& name, std::span<const float> values);

  const Profile& start_profile();  // of training steps, from now on
  ProfileReport profile_report() { return report_of(*profile_, team_); }  // precondition: start_profile()

  // One step on these rows of data in memory; the loss of the batch before its update. For tests and benchmarks: run() does the same.
  double step_loss(std::span<const Index> rows);
  void step(std::span<const Index> rows) { step(data_.at(rows)); }
  void start_totals() { training_->objective.reset(state_); }
  Index arena_bytes() const { return trainer_->program.arena_bytes; }
  // Memory of weights, optimizer and totals, and of all programs' intermediate values.
  std::uint64_t state_bytes() const { return state_.bytes().size(); }
  std::uint64_t program_bytes() const;

 private:
  void start_callbacks(const Network& network, const DataShapes& shapes, Diagnostics& diagnostics);
  void begin_epoch(Index epoch);
  void train_epoch(Index epoch);
  StepInput next_rows(Index epoch, Index step);  // none: the rows ran out before the epoch's steps
  void share_memory(const Dataset& data);
  void step(StepInput input);
  bool is_validated(Index epoch) const;
  void validate();
  void end_epoch(Index epoch);
  void record(const JobGraph& job, const std::string& prefix);
  template <class F>
  void each_average(F f);
  void take_averages();
  void draw_bar();
  void check_interrupt(Index epoch) const;
  void check_divergence(Index epoch) const;

  void stop() override { stopped_ = true; }
  void message(std::string_view text) override { log_->message(text); }
  void warning(const std::string& text) override;
  std::int64_t steps_done() const override { return steps_done_; }
  std::int64_t updates_done() const override { return updates_in(spec_.optimizer, steps_done_); }
  std::int64_t now_ns() const override { return options_.log.now_ns(); }
  double loss_so_far() const override { return loss_->value(); }
  Logs logs_so_far() const override;
  double learning_rate() const override;
  Logs learning_rates() const override;
  void set_learning_rate(double rate) override { learning_rate_ = static_cast<double>(static_cast<float>(rate)); }
  void set_weights(std::span<const NamedTensor> weights) override;
  void swap_averages() override;
  void keep_averages() override;
  bool save(const std::string& path, SavedPart part) override;

  const Spec& spec_;
  const FitOptions& options_;
  DataFeed data_;
  std::optional<DataFeed> validation_data_;
  Index validation_begin_, validation_rows_ = 0, validation_batch_size_;
  Team team_;
  State state_;
  JobGraphPtr training_, gathering_, evaluation_;  // gathering_: null unless some steps only gather gradients
  std::unique_ptr<JobRunner> trainer_, gatherer_, evaluator_;
  std::optional<Profile> profile_;  // of trainer_
  std::optional<LossView> loss_;
  std::vector<double> optimizer_numbers_;
  double learning_rate_;
  Index steps_done_ = 0;  // since the beginning
  Batches batches_;
  Index next_batch_ = 0;   // of those that stand in order and are fed
  Index passes_ = 0;       // over the rows, begun
  bool told_end_ = false;  // that the rows ran out
  std::string divergence_hint_;
  std::optional<ProgressLog> log_;
  std::vector<std::unique_ptr<RunningCallback>> callbacks_;
  std::vector<RunningCallback*> step_callbacks_;  // those that want steps
  Logs logs_;                                     // of the epoch, when it ends
  History history_;
  Save save_;
  bool stopped_ = false;
};

}  // namespace nntrain
