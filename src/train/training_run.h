// One training run: programs, State, and the loop over epochs and steps.
#pragma once
#include "runtime/profile_report.h"
#include "runtime/runner.h"
#include "train/checkpoint_folder.h"
#include "train/checkpoint_pace.h"
#include "train/epoch_feed.h"
#include "train/fit.h"
#include "train/health.h"
#include "train/post_mortem.h"
#include "train/programs.h"
#include "train/state_guard.h"

namespace nntrain {

// A graph compiled and ready to step.
class JobRunner {
 public:
  // options.threads: as many of the team as pay off, whatever it says. numbers: the scalars that set_numbers() sets.
  JobRunner(JobGraph& job, std::span<const Tensor> keep, State& state, Team& team, CompileOptions options,
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
  // note: of a model that is not finished, why; else empty. False, and nothing is written, where what it answers is not finite.
  using Save = std::function<bool(const std::string& path, SavedPart part, const History& so_far, const std::string& note)>;

  // Compiles everything and fills the weights with their initial values. What it is given must outlive the run. The first train_rows rows of
  // data are trained on. validation: null, or the data whose rows from validation_begin on are validated on.
  TrainingRun(const Spec& spec, const Network& network, const Columns& columns, const Dataset& data, Index train_rows,
              const Dataset* validation, Index validation_begin, Diagnostics& diagnostics, const FitOptions& options);

  // How callbacks save the run as it is; without one they do not.
  void set_save(Save save) { save_ = std::move(save); }

  // From now on, where and how often FitOptions::checkpoint says.
  void write_checkpoints(JobIdentity identity);
  // run() goes on where the checkpoint was made, of the same job and data. After write_checkpoints(), if that is called. Errors: model_file,
  // config (fewer epochs), io of callbacks' files.
  void go_on(const Checkpoint& from);

  History run();  // errors: diverged, interrupted, terminated, io of what callbacks write
  // After run(): why it ended before its end with the model of the last good step, where TerminateOnNaN let it; else empty.
  const std::string& note() const { return note_; }
  std::vector<std::string> health() const { return health_.lines(); }
  std::vector<NamedTensor> weights() const override;
  OptimizerState optimizer_state() const;
  void begin_with(const OptimizerState& state);  // before run(); precondition: slots of these names and shapes
  std::span<const Weight> known_weights() const { return training_->forward.weights; }
  void set_weight(const std::string& name, std::span<const float> values);

  const Profile& start_profile();  // of training steps, from now on
  ProfileReport profile_report() { return report_of(*profile_, team_); }  // precondition: start_profile()

  // One step on these rows of data in memory; the loss of the batch before its update. For tests and benchmarks: run() does the same.
  double step_loss(std::span<const Index> rows);
  void step(std::span<const Index> rows) { step(rows_.data().at(rows)); }
  void start_totals() { training_->objective.reset(state_); }
  Index arena_bytes() const { return trainer_->program.arena_bytes; }
  // Memory of weights, optimizer and totals, and how often they are held: the run keeps copies to come back to, too. Of all programs'
  // intermediate values.
  std::uint64_t state_bytes() const { return state_.bytes().size(); }
  int state_copies() const { return spec_.on_nan == OnNan::rollback ? 3 : 2; }
  std::uint64_t program_bytes() const;

 private:
  void start_callbacks(const Network& network, const DataShapes& shapes, Diagnostics& diagnostics);
  void make_callbacks();
  void start_log();
  void begin_epoch();
  void train_epoch();
  void tell_end_of_rows();
  void share_memory(const Dataset& data);
  StepKind begin_step(StepInput& input);
  void step(StepInput input);
  void take(const StepInput& input);
  bool is_validated() const;
  void validate();
  void end_epoch();
  void record(const JobGraph& job, const std::string& prefix);
  template <class F>
  void each_average(F f);
  void take_averages();
  void draw_bar();

  // What is done when numbers go bad: divergence.cpp.
  struct Mark {  // with the guard's copy of the State: where steps are done again from. Never in an epoch before
    Position at{};
    EpochFeed::Place rows{};
  };
  bool is_well() { return loss_->is_finite() && (--steps_to_look_ > 0 || look()); }
  bool look();
  void mark();
  void begin_marks();
  void go_back();
  void go_on_until(Index step);
  Index find_bad_step();
  PostMortem examine(Index bad);
  std::string bad_step_text(const PostMortem& post_mortem, Index bad) const;
  bool is_left_to_callbacks() const;
  void recover();
  void skip(Index bad);
  void note_well();
  bool roll_back(Index bad);
  std::optional<double> grown_loss() const;
  [[noreturn]] void stop_diverged(Index bad);
  void end_with_last_good();
  void count_recoveries();
  void check_validation();
  void look_after_health(bool at_end);

  RunPoint point();
  void go_to(const RunPoint& point, std::string_view state);
  std::string checkpoint_monitor() const;
  std::string checkpoint(const double* value);  // writes one, and returns its path; where it cannot, warns and returns none
  bool is_asked() const { return options_.requests && options_.requests->are_there(); }
  void heed_requests();
  void tell_status();
  [[noreturn]] void end_early();
  std::string position_text() const;

  void stop() override { at_.stopped = true; }
  void message(std::string_view text) override { log_->message(text); }
  void warning(const std::string& text) override;
  std::int64_t steps_done() const override { return at_.steps_done; }
  std::int64_t updates_done() const override { return updates_in(spec_.optimizer, at_.steps_done); }
  std::int64_t now_ns() const override { return options_.log.now_ns(); }
  double loss_so_far() const override { return loss_->value(); }
  Logs logs_so_far() const override;
  double learning_rate() const override;
  Logs learning_rates() const override;
  void set_learning_rate(double rate) override { at_.learning_rate = static_cast<double>(static_cast<float>(rate)) / at_.rate_factor; }
  GivenRate given_rate() const { return {at_.learning_rate, at_.rate_factor}; }
  void set_weights(std::span<const NamedTensor> weights) override;
  void swap_averages() override;
  void keep_averages() override;
  bool save(const std::string& path, SavedPart part) override;
  bool save(const std::string& path, SavedPart part, const std::string& note);

  const Spec& spec_;
  const FitOptions& options_;
  const Network& network_;
  const Columns& columns_;
  const Dataset& data_;
  EpochFeed rows_;
  std::optional<DataFeed> validation_data_;
  Index validation_begin_, validation_rows_ = 0, validation_batch_size_;
  Team team_;
  State state_;
  JobGraphPtr training_, gathering_, evaluation_;  // gathering_: null unless some steps only gather gradients
  std::unique_ptr<JobRunner> trainer_, gatherer_, evaluator_;
  std::optional<Profile> profile_;  // of trainer_
  std::optional<LossView> loss_;
  std::optional<StateGuard> guard_;
  double step_cost_ = 0;  // about how many instructions it takes
  Mark mark_;
  std::optional<RunPoint> well_;  // of "rollback": the last beginning of an epoch at which the loss had not grown, and the State there
  std::string well_state_;
  Index steps_to_look_ = 1;
  std::optional<Index> diverged_;  // behind this step of the epoch a callback ends a run whose numbers have gone bad
  std::string note_;
  Health health_;
  std::vector<double> optimizer_numbers_;
  Position at_;
  Index first_step_ = 1;  // of this run: a model that it goes on from has had some
  bool is_resumed_ = false;
  std::optional<ProgressLog> log_;
  JobFacts facts_;
  std::vector<std::unique_ptr<RunningCallback>> callbacks_;
  std::vector<RunningCallback*> step_callbacks_;  // those that want steps
  Logs logs_;                                     // of the epoch, when it ends
  History history_;
  Save save_;
  struct Checkpoints {
    JobIdentity identity;
    CheckpointPace pace;
    CheckpointFolder folder;
  };
  std::optional<Checkpoints> checkpoints_;
};

}  // namespace nntrain
