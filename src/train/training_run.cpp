#include "train/training_run.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "kernels/op_tables.h"
#include "train/job_facts.h"

namespace nntrain {

namespace {

int team_size(int wanted) { return wanted > 0 ? wanted : available_cores(); }

std::uint64_t step_seed(std::int64_t seed, Index step) {
  const PhiloxBlock block =
      random_block(static_cast<std::uint64_t>(seed), stream(StreamKind::dropout), static_cast<std::uint64_t>(step), 0);
  return std::uint64_t{block[0]} << 32 | block[1];
}

bool all_finite(std::span<const NamedTensor> weights) {
  for (const NamedTensor& w : weights)
    for (const float value : w.values)
      if (!std::isfinite(value)) return false;
  return true;
}

void append(History& history, const Logs& logs) {
  for (const Logs::Value& v : logs) {
    auto series = std::find_if(history.begin(), history.end(), [&](const auto& s) { return s.first == v.name; });
    if (series == history.end()) series = history.insert(history.end(), {v.name, {}});
    series->second.push_back(v.value);
  }
}

CompileOptions with_threads(CompileOptions options, const Graph& graph, const Team& team) {
  options.threads = threads_worth(graph, options.max_batch, team.size());
  return options;
}

}  // namespace

JobRunner::JobRunner(JobGraph& job, std::span<const Tensor> keep, State& state, Team& team, CompileOptions options,
                     std::span<const std::string> numbers)
    : program(compile(job.graph, keep, state, with_threads(options, job.graph, team))),
      runner(program, team, ThreadUse::as_it_pays) {
  for (const std::string& name : numbers) numbers_.push_back(program.scalar(name));
}

void JobRunner::set_numbers(std::span<const double> values) const {
  for (std::size_t i = 0; i < numbers_.size(); ++i) numbers_[i].set(values[i]);
}

TrainingRun::TrainingRun(const Spec& spec, const Network& network, const Columns& columns, const Dataset& data, Index train_rows,
                         const Dataset* validation, Index validation_begin, Diagnostics& diagnostics, const FitOptions& options)
    : spec_(spec),
      options_(options),
      network_(network),
      columns_(columns),
      data_(data),
      rows_(spec, data, train_rows),
      validation_begin_(validation_begin),
      validation_batch_size_(spec.validation_batch_size.value_or(spec.batch_size)),
      team_(team_size(options.threads)),
      state_(op_table().element_size),
      training_(training_graph(spec, network, shapes_of(columns, data), diagnostics)),
      at_{.epoch = spec.initial_epoch, .learning_rate = spec.optimizer.call(&OptimizerKind::learning_rate)} {
  state_.declare(training_->graph);
  if (kind_of_step(spec.optimizer, 1) == StepKind::gather) {
    gathering_ = training_graph(spec, network, shapes_of(columns, data), diagnostics, StepKind::gather);
    state_.declare(gathering_->graph);
  }
  if (validation) {
    evaluation_ = evaluation_graph(network, shapes_of(columns, *validation), diagnostics);
    state_.declare(evaluation_->graph);
    validation_data_.emplace(*validation);
    const Index rows = validation->num_rows() - validation_begin;
    validation_rows_ = spec.validation_steps ? std::min(rows, std::min(*spec.validation_steps, rows) * validation_batch_size_) : rows;
  }
  start_callbacks(network, shapes_of(columns), diagnostics);
  state_.allocate();
  loss_.emplace(training_->objective.values[0], state_);
  const Index max_batch = std::min<Index>(spec.batch_size, train_rows);
  const std::vector<std::string> numbers = number_scalars(spec.optimizer);
  const auto step_runner = [&](JobGraph& job) {
    return std::make_unique<JobRunner>(job, std::span<const Tensor>{}, state_, team_, CompileOptions{.max_batch = max_batch, .reproducible = options.reproducible}, numbers);
  };
  trainer_ = step_runner(*training_);
  if (gathering_) gatherer_ = step_runner(*gathering_);
  if (validation) {
    const Index rows = std::min<Index>(validation_batch_size_, validation_rows_);
    evaluator_ = std::make_unique<JobRunner>(*evaluation_, std::span<const Tensor>{}, state_, team_,
                                             CompileOptions{.max_batch = rows, .reproducible = options.reproducible, .prepare = true});
  }
  begin_marks();
  share_memory(data);
  optimizer_numbers_.resize(numbers.size());
  std::uint32_t place = 0;
  for (const Weight& w : training_->forward.weights)
    state_.write(w.name, initial_values(w, place++, static_cast<std::uint64_t>(spec.seed)));
}

// Deals what storages leave of the memory to the rows that are read ahead.
void TrainingRun::share_memory(const Dataset& data) {
  if (!data.memory) return;
  std::uint64_t needed = static_cast<std::uint64_t>(rows_.num_rows()) * sizeof(Index) + static_cast<std::uint64_t>(state_copies()) * state_bytes();
  for (const auto* job : {&trainer_, &gatherer_, &evaluator_})
    if (*job) needed += (*job)->memory_bytes();
  const std::uint64_t training = rows_.data().reads_files() ? rows_.data().bytes_a_row() * static_cast<std::uint64_t>(spec_.batch_size) : 0;
  const bool validates = validation_data_ && validation_data_->reads_files();
  const std::uint64_t validation = validates ? validation_data_->bytes_a_row() * static_cast<std::uint64_t>(validation_batch_size_) : 0;
  const std::uint64_t left = data.memory->rest(needed + training + validation, "the steps and the order of the rows") - needed;
  rows_.data().set_memory(validates ? left / 4 * 3 : left);
  if (validates) validation_data_->set_memory(left / 4);
}

void TrainingRun::start_callbacks(const Network& network, const DataShapes& shapes, Diagnostics& diagnostics) {
  facts_ = facts_of(spec_, network, *training_, shapes, validation_data_.has_value());
  facts_.output = options_.output;
  for (std::size_t i = 0; i < spec_.callbacks.size(); ++i)
    spec_.callbacks[i].call(&CallbackKind::check_job, facts_, diagnostics, child_pointer("/callbacks", i));
  if (options_.checkpoint) callbacks::check_monitor(checkpoint_monitor(), options_.checkpoint->mode, facts_, diagnostics, "/checkpoint");
  diagnostics.throw_if_any();
  for (const Callback& callback : spec_.callbacks) callback.call(&CallbackKind::check_files);
  make_callbacks();
}

// As they are before they begin; those that there were end, and their files are closed.
void TrainingRun::make_callbacks() {
  step_callbacks_.clear();
  callbacks_.clear();
  for (const Callback& callback : spec_.callbacks) {
    callbacks_.push_back(callback.call(&CallbackKind::start, facts_));
    if (callbacks_.back()->wants_steps()) step_callbacks_.push_back(callbacks_.back().get());
  }
}

std::vector<NamedTensor> TrainingRun::weights() const {
  std::vector<NamedTensor> list;
  for (const Weight& w : training_->forward.weights) list.push_back({w.name, w.shape.dims, state_.read(w.name)});
  return list;
}

OptimizerState TrainingRun::optimizer_state() const { return {at_.steps_done, learning_rate(), state_.read_all("optimizer/")}; }

void TrainingRun::begin_with(const OptimizerState& state) {
  for (const NamedTensor& slot : state.slots) state_.write(slot.name, slot.values);
  at_.steps_done = state.steps;
  at_.learning_rate = state.learning_rate;
  first_step_ = state.steps + 1;
}

std::uint64_t TrainingRun::program_bytes() const {
  Index bytes = 0;
  for (const auto* runner : {&trainer_, &gatherer_, &evaluator_})
    if (*runner) bytes += (*runner)->program.arena_bytes;
  return static_cast<std::uint64_t>(bytes);
}

void TrainingRun::set_weight(const std::string& name, std::span<const float> values) { state_.write(name, values); }

void TrainingRun::set_weights(std::span<const NamedTensor> weights) {
  const std::vector<Weight>& known = training_->forward.weights;
  for (const NamedTensor& w : weights) {
    const auto same = [&](const Weight& own) { return own.name == w.name && own.shape.dims == w.shape && own.shape.size() == static_cast<Index>(w.values.size()); };
    if (std::ranges::none_of(known, same)) throw Error(ErrorKind::model_file, "the network has no weight " + w.name + " of this shape");
    state_.write(w.name, w.values);
  }
}

void TrainingRun::warning(const std::string& text) {
  log_->break_line();
  options_.warning(text);
}

double TrainingRun::learning_rate() const {
  return static_cast<double>(static_cast<float>(spec_.optimizer.call(&OptimizerKind::rate_at, at_.steps_done + 1, at_.learning_rate) * at_.rate_factor));
}

Logs TrainingRun::learning_rates() const {
  Logs rates;
  for (const auto& [name, rate] : nntrain::learning_rates(spec_.optimizer, at_.steps_done + 1, given_rate())) rates.set(name, rate);
  return rates;
}

Logs TrainingRun::logs_so_far() const {
  Logs logs;
  for (const LoggedValue& v : training_->objective.values) logs.set(v.name, v.result(state_));
  return logs;
}

bool TrainingRun::save(const std::string& path, SavedPart part) { return save(path, part, ""); }

bool TrainingRun::save(const std::string& path, SavedPart part, const std::string& note) {
  if (!all_finite(weights())) return false;
  if (!save_) return true;
  History so_far = history_;
  append(so_far, logs_);
  return save_(path, part, so_far, note);
}

// All that a step needs to know besides its rows.
StepKind TrainingRun::begin_step(StepInput& input) {
  ++at_.steps_done;
  step_numbers(spec_.optimizer, at_.steps_done, given_rate(), optimizer_numbers_);
  input.seed = trainer_->program.draws ? step_seed(spec_.seed, at_.steps_done) : 0;
  return kind_of_step(spec_.optimizer, at_.steps_done);
}

void TrainingRun::step(StepInput input) {
  JobRunner& runner = begin_step(input) == StepKind::gather ? *gatherer_ : *trainer_;
  runner.set_numbers(optimizer_numbers_);
  runner.runner.run(input);
}

// A step of an epoch.
void TrainingRun::take(const StepInput& input) {
  step(input);
  ++at_.step;
  at_.samples += static_cast<Index>(input.rows.size());
  if (at_.steps_done == first_step_) at_.first_loss = loss_->value();
}

const Profile& TrainingRun::start_profile() {
  trainer_->runner.set_profile(&profile_.emplace(trainer_->program, options_.trace_events));
  return *profile_;
}

double TrainingRun::step_loss(std::span<const Index> rows) {
  start_totals();
  step(rows);
  return training_->objective.values[0].result(state_);
}

template <class F>
void TrainingRun::each_average(F f) {
  for (const Weight& w : training_->forward.weights)
    if (const std::string average = average_name(w.name); state_.has(average)) f(w.name, average);
}

// What training ends with under use_ema, before callbacks hear of its end.
void TrainingRun::take_averages() {
  if (at_.steps_done == 0) return;  // there are none yet
  each_average([&](const std::string& weight, const std::string& average) { state_.write(weight, state_.read(average)); });
}

void TrainingRun::swap_averages() {
  each_average([&](const std::string& weight, const std::string& average) {
    const std::vector<float> values = state_.read(weight);
    state_.write(weight, state_.read(average));
    state_.write(average, values);
  });
}

void TrainingRun::keep_averages() {
  each_average([&](const std::string& weight, const std::string& average) { state_.write(average, state_.read(weight)); });
}

void TrainingRun::draw_bar() {
  std::vector<LogValue> values;
  for (const LoggedValue& v : training_->objective.values) values.push_back({v.name, v.result(state_)});
  log_->draw(values);
}

void TrainingRun::tell_end_of_rows() {
  warning("epoch " + std::to_string(at_.epoch + 1) + " ends after " + count_of(at_.step, "step") + " of " + std::to_string(rows_.steps_an_epoch()) +
          ": all of " + count_of(rows_.num_rows(), "row") + " were gone through; the next epoch begins with the first again");
}

// All steps of an epoch, or those that are left of one that a checkpoint was made in.
void TrainingRun::train_epoch() {
  const FlushDenormals flush;  // once, not in every step
  if (at_.step == 0) start_totals();
  if (spec_.on_nan == OnNan::rollback && at_.step == 0 && !grown_loss()) note_well();
  mark();
  for (StepInput input = rows_.next(at_.step); !input.rows.empty() && !at_.stopped; input = rows_.next(at_.step)) {
    take(input);
    const bool is_due = checkpoints_ && checkpoints_->pace.is_due_after_step(at_.steps_done);
    if (!is_well() || ((is_due || is_asked()) && !look())) {
      if (!is_left_to_callbacks()) {
        recover();
        continue;
      }
      diverged_ = at_.step;
    }
    for (RunningCallback* callback : step_callbacks_) callback->step_end(at_.step - 1, *this);
    if (log_->step(at_.step, at_.samples)) draw_bar();
    if (is_due && !diverged_) checkpoint(nullptr);
    if (is_asked()) heed_requests();
  }
  if (!diverged_ && !look()) recover();  // which ends the run: where it may go on, each step was looked at
  if (rows_.ran_out()) tell_end_of_rows();
  record(*training_, "");
}

bool TrainingRun::is_validated() const {
  if (!evaluator_) return false;
  if (const auto* every = std::get_if<std::int64_t>(&spec_.validation_freq)) return (at_.epoch + 1) % *every == 0;
  const auto& list = std::get<1>(spec_.validation_freq);
  return std::find(list.begin(), list.end(), at_.epoch + 1) != list.end();
}

void TrainingRun::validate() {
  for (const auto& callback : callbacks_) callback->validation_begin(*this);
  evaluation_->objective.reset(state_);
  validation_data_->start(validation_begin_, validation_rows_, validation_batch_size_);
  bool is_prepared = false;  // since the weights are what they are now
  for (StepInput input = validation_data_->next(); !input.rows.empty(); input = validation_data_->next()) {
    input.prepared = is_prepared;
    evaluator_->runner.run(input);
    is_prepared = true;
    if (is_asked()) heed_requests();
  }
  record(*evaluation_, "val_");
  Logs values;
  for (const LoggedValue& v : evaluation_->objective.values) values.set(v.name, v.result(state_));
  for (const auto& callback : callbacks_) callback->validation_end(values, *this);
  if (!diverged_) check_validation();
}

void TrainingRun::record(const JobGraph& job, const std::string& prefix) {
  for (const LoggedValue& v : job.objective.values) logs_.set(prefix + v.name, v.result(state_));
}

void TrainingRun::begin_epoch() {
  if (!log_->callbacks_first()) log_->begin_epoch(at_.epoch + 1);
  for (const auto& callback : callbacks_) callback->epoch_begin(at_.epoch, *this);
  if (log_->callbacks_first()) log_->begin_epoch(at_.epoch + 1);
}

void TrainingRun::end_epoch() {
  const std::size_t num_own = logs_.size();
  const auto end_line = [&] {
    std::vector<LogValue> values;
    for (const Logs::Value& v : logs_) values.push_back({v.name, v.value, values.size() >= num_own});
    log_->end(values);
  };
  if (!log_->callbacks_first()) end_line();
  for (const auto& callback : callbacks_) callback->epoch_end(at_.epoch, logs_, *this);
  if (log_->callbacks_first()) end_line();
  count_recoveries();
  append(history_, logs_);
  ++at_.epoch;
  at_.step = at_.samples = at_.skipped = at_.rolled_back = 0;
  const Logs logs = std::exchange(logs_, {});
  const bool is_last = at_.stopped || at_.epoch == spec_.epochs;  // which a run of more epochs can go on from
  if (!diverged_) look_after_health(false);
  if (checkpoints_ && !diverged_ && (is_last || checkpoints_->pace.is_due_after_epoch(at_.epoch))) checkpoint(logs.find(checkpoint_monitor()));
  if (is_asked()) heed_requests();
}

void TrainingRun::start_log() {
  LogSetup setup = options_.log;
  setup.epochs = spec_.epochs;
  setup.steps = rows_.steps_an_epoch();
  setup.samples = rows_.rows_an_epoch();
  log_.emplace(std::move(setup));
}

// After an epoch, and after the last one: then what is found is not part of a checkpoint, from which there may be more epochs.
void TrainingRun::look_after_health(bool at_end) {
  if (!at_end) health_.look_at_history(spec_, history_);
  if ((at_end || !health_.has_looked()) && health_.can_look(step_cost_, trainer_->program.max_batch, at_.steps_done - first_step_ + 1)) {
    const FlushDenormals flush;
    const DataShapes shapes = shapes_of(columns_, data_);
    Autopsy autopsy(spec_, network_, shapes, state_, {}, trainer_->program.max_batch, options_.reproducible);
    health_.look({spec_, network_, shapes, data_, rows_.num_rows(), state_, *guard_, autopsy, team_, options_.reproducible}, history_);
  }
  for (const std::string& line : health_.news())
    if (!options_.quiet_health) warning(line);
}

History TrainingRun::run() {
  start_log();
  try {
    if (!is_resumed_)
      for (const auto& callback : callbacks_) callback->train_begin(*this);
    while (at_.step > 0 || (at_.epoch < spec_.epochs && !at_.stopped)) {
      if (at_.step == 0) begin_epoch();
      else log_->go_on_in_epoch(at_.epoch + 1);
      train_epoch();
      if (is_validated()) validate();
      end_epoch();
    }
    if (!diverged_) look_after_health(true);
    if (diverged_) end_with_last_good();
    else if (at_.epoch == spec_.epochs)
      for (const auto& callback : callbacks_) callback->last_epoch_end(*this);
    take_averages();
    for (const auto& callback : callbacks_) callback->train_end(*this);
  } catch (const Error&) {
    log_->break_line();
    throw;
  }
  return std::move(history_);
}

}  // namespace nntrain
