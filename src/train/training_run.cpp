#include "train/training_run.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "kernels/op_tables.h"

namespace nntrain {

namespace {

int team_size(int wanted) { return wanted > 0 ? wanted : available_cores(); }

std::uint64_t step_seed(std::int64_t seed, Index step) {
  const PhiloxBlock block =
      random_block(static_cast<std::uint64_t>(seed), stream(StreamKind::dropout), static_cast<std::uint64_t>(step), 0);
  return std::uint64_t{block[0]} << 32 | block[1];
}

std::string divergence_hint(const Network& network) {
  for (const Head& head : network.heads())
    if (head.loss && !head.loss.kind().when_not_finite.empty()) return std::string(head.loss.kind().when_not_finite);
  return "lower the learning rate, scale large columns (a Normalization as first layer does), or set clipnorm";
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

JobFacts facts_of(const Spec& spec, const Network& network, const JobGraph& training, const DataShapes& shapes, bool validates) {
  JobFacts facts;
  for (const LoggedValue& v : training.objective.values) facts.values.push_back({v.name, v.higher_is_better()});
  facts.epochs = spec.epochs;
  const auto* every = std::get_if<std::int64_t>(&spec.validation_freq);
  facts.validated = !validates ? Validated::never : every && *every == 1 ? Validated::each_epoch : Validated::some_epochs;
  facts.has_schedule = spec.optimizer.call(&OptimizerKind::has_schedule);
  facts.has_averages = has_averages(spec.optimizer);
  const LayerGraph& graph = network.graph();
  for (std::size_t at = 0; at < graph.layers().size(); ++at) {
    JobFacts::Layer layer{graph.layers()[at].name, std::string(graph.layers()[at].layer.type()), {}, {}};
    for (std::size_t i = 0; i < graph.nodes().size(); ++i) {  // what all its calls take, and what the last one makes
      const Node& node = graph.nodes()[i];
      if (node.layer != static_cast<int>(at)) continue;
      const std::vector<Index>& dims = training.forward.values[i][0].shape().dims;
      layer.output_shape.assign(dims.begin() + 1, dims.end());
      const auto take = [&](const std::string& name) {
        if (std::ranges::find(layer.inputs, name) == layer.inputs.end()) layer.inputs.push_back(name);
      };
      for (const Source& input : node.inputs) take(graph.layer_of(input).name);
      if (node.data_input >= 0 && graph.layer_of(node).layer.kind().max_inputs > 0) {  // no Input layer: Keras makes one
        facts.layers.push_back({"input_layer", "InputLayer", {}, shapes.inputs[static_cast<std::size_t>(node.data_input)]});
        take("input_layer");
      }
    }
    facts.layers.push_back(std::move(layer));
  }
  return facts;
}

}  // namespace

JobRunner::JobRunner(JobGraph& job, std::span<const Tensor> keep, State& state, Team& team, Index max_batch,
                     bool reproducible, std::span<const std::string> numbers)
    : program(compile(job.graph, keep, state, {max_batch, threads_worth(job.graph, max_batch, team.size()), reproducible})),
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
      data_(data),
      validation_begin_(validation_begin),
      validation_batch_size_(spec.validation_batch_size.value_or(spec.batch_size)),
      team_(team_size(options.threads)),
      state_(op_table().element_size),
      training_(training_graph(spec, network, shapes_of(columns, data), diagnostics)),
      learning_rate_(spec.optimizer.call(&OptimizerKind::learning_rate)),
      batches_(train_rows, spec.batch_size, spec.shuffle != std::variant<bool, ShuffleRows>(false),
               static_cast<std::uint64_t>(spec.seed), std::holds_alternative<ShuffleRows>(spec.shuffle)),
      next_batch_(batches_.num_batches()),
      passes_(spec.initial_epoch),
      divergence_hint_(divergence_hint(network)) {
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
    return std::make_unique<JobRunner>(job, std::span<const Tensor>{}, state_, team_, max_batch, options.reproducible, numbers);
  };
  trainer_ = step_runner(*training_);
  if (gathering_) gatherer_ = step_runner(*gathering_);
  if (validation) {
    const Index rows = std::min<Index>(validation_batch_size_, validation_rows_);
    evaluator_ = std::make_unique<JobRunner>(*evaluation_, std::span<const Tensor>{}, state_, team_, rows, options.reproducible);
  }
  share_memory(data);
  optimizer_numbers_.resize(numbers.size());
  std::uint32_t place = 0;
  for (const Weight& w : training_->forward.weights)
    state_.write(w.name, initial_values(w, place++, static_cast<std::uint64_t>(spec.seed)));
}

// Deals what storages leave of the memory to the rows that are read ahead.
void TrainingRun::share_memory(const Dataset& data) {
  if (!data.memory) return;
  std::uint64_t needed = static_cast<std::uint64_t>(batches_.num_rows()) * sizeof(Index) + state_.bytes().size();
  for (const auto* job : {&trainer_, &gatherer_, &evaluator_})
    if (*job) needed += (*job)->memory_bytes();
  const std::uint64_t training = data_.reads_files() ? data_.bytes_a_row() * static_cast<std::uint64_t>(spec_.batch_size) : 0;
  const bool validates = validation_data_ && validation_data_->reads_files();
  const std::uint64_t validation = validates ? validation_data_->bytes_a_row() * static_cast<std::uint64_t>(validation_batch_size_) : 0;
  const std::uint64_t left = data.memory->rest(needed + training + validation, "the steps and the order of the rows") - needed;
  data_.set_memory(validates ? left / 4 * 3 : left);
  if (validates) validation_data_->set_memory(left / 4);
}

void TrainingRun::start_callbacks(const Network& network, const DataShapes& shapes, Diagnostics& diagnostics) {
  JobFacts facts = facts_of(spec_, network, *training_, shapes, validation_data_.has_value());
  facts.output = options_.output;
  for (std::size_t i = 0; i < spec_.callbacks.size(); ++i)
    spec_.callbacks[i].call(&CallbackKind::check_job, facts, diagnostics, child_pointer("/callbacks", i));
  diagnostics.throw_if_any();
  for (const Callback& callback : spec_.callbacks) callback.call(&CallbackKind::check_files);
  for (const Callback& callback : spec_.callbacks) {
    callbacks_.push_back(callback.call(&CallbackKind::start, facts));
    if (callbacks_.back()->wants_steps()) step_callbacks_.push_back(callbacks_.back().get());
  }
}

std::vector<NamedTensor> TrainingRun::weights() const {
  std::vector<NamedTensor> list;
  for (const Weight& w : training_->forward.weights) list.push_back({w.name, w.shape.dims, state_.read(w.name)});
  return list;
}

OptimizerState TrainingRun::optimizer_state() const { return {steps_done_, learning_rate(), state_.read_all("optimizer/")}; }

std::uint64_t TrainingRun::program_bytes() const {
  Index bytes = 0;
  for (const auto* runner : {&trainer_, &gatherer_, &evaluator_})
    if (*runner) bytes += (*runner)->program.arena_bytes;
  return static_cast<std::uint64_t>(bytes);
}

void TrainingRun::set_weight(const std::string& name, std::span<const float> values) { state_.write(name, values); }

void TrainingRun::set_weights(std::span<const NamedTensor> weights) {
  for (const NamedTensor& w : weights) state_.write(w.name, w.values);
}

void TrainingRun::warning(const std::string& text) {
  log_->break_line();
  options_.warning(text);
}

double TrainingRun::learning_rate() const {
  return static_cast<double>(static_cast<float>(spec_.optimizer.call(&OptimizerKind::rate_at, steps_done_ + 1, learning_rate_)));
}

Logs TrainingRun::learning_rates() const {
  Logs rates;
  for (const auto& [name, rate] : nntrain::learning_rates(spec_.optimizer, steps_done_ + 1, learning_rate_)) rates.set(name, rate);
  return rates;
}

Logs TrainingRun::logs_so_far() const {
  Logs logs;
  for (const LoggedValue& v : training_->objective.values) logs.set(v.name, v.result(state_));
  return logs;
}

bool TrainingRun::save(const std::string& path, SavedPart part) {
  if (!all_finite(weights())) return false;
  if (!save_) return true;
  History so_far = history_;
  append(so_far, logs_);
  save_(path, part, so_far);
  return true;
}

void TrainingRun::step(StepInput input) {
  ++steps_done_;
  step_numbers(spec_.optimizer, steps_done_, learning_rate_, optimizer_numbers_);
  JobRunner& runner = kind_of_step(spec_.optimizer, steps_done_) == StepKind::gather ? *gatherer_ : *trainer_;
  runner.set_numbers(optimizer_numbers_);
  input.seed = runner.program.draws ? step_seed(spec_.seed, steps_done_) : 0;
  runner.runner.run(input);
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
  if (steps_done_ == 0) return;  // there are none yet
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

void TrainingRun::check_interrupt(Index epoch) const {
  if (options_.interrupted && options_.interrupted->load(std::memory_order_relaxed))
    throw Error(ErrorKind::interrupted, "interrupted in epoch " + std::to_string(epoch + 1) + " of " + std::to_string(spec_.epochs) +
                                            "; no model was written");
}

void TrainingRun::draw_bar() {
  std::vector<LogValue> values;
  for (const LoggedValue& v : training_->objective.values) values.push_back({v.name, v.result(state_)});
  log_->draw(values);
}

// As Keras: an epoch goes through all rows, or goes on where the last one stopped for want of steps. Where the rows end before
// the epoch's steps, so does the epoch.
StepInput TrainingRun::next_rows(Index epoch, Index step) {
  const Index steps = spec_.steps_per_epoch.value_or(batches_.num_batches());
  if (step == steps) return {};
  if (step == 0 && (!spec_.steps_per_epoch || next_batch_ == batches_.num_batches())) {
    batches_.start_epoch(passes_++);
    next_batch_ = 0;
    data_.start(batches_.order(), spec_.batch_size);
  }
  if (next_batch_ < batches_.num_batches()) {
    ++next_batch_;
    return data_.next();
  }
  if (!told_end_)
    options_.warning("epoch " + std::to_string(epoch + 1) + " ends after " + count_of(step, "step") + " of " +
                     std::to_string(steps) + ": all of " + count_of(batches_.num_rows(), "row") +
                     " were gone through; the next epoch begins with the first again");
  told_end_ = true;
  return {};
}

void TrainingRun::train_epoch(Index epoch) {
  const FlushDenormals flush;  // once, not in every step
  start_totals();
  Index samples = 0, done = 0;
  for (StepInput input = next_rows(epoch, 0); !input.rows.empty() && !stopped_; input = next_rows(epoch, done)) {
    step(input);
    samples += static_cast<Index>(input.rows.size());
    check_interrupt(epoch);
    for (RunningCallback* callback : step_callbacks_) callback->step_end(done, *this);
    if (log_->step(++done, samples)) draw_bar();
  }
  record(*training_, "");
}

bool TrainingRun::is_validated(Index epoch) const {
  if (!evaluator_) return false;
  if (const auto* every = std::get_if<std::int64_t>(&spec_.validation_freq)) return (epoch + 1) % *every == 0;
  const auto& list = std::get<1>(spec_.validation_freq);
  return std::find(list.begin(), list.end(), epoch + 1) != list.end();
}

void TrainingRun::validate() {
  for (const auto& callback : callbacks_) callback->validation_begin(*this);
  evaluation_->objective.reset(state_);
  validation_data_->start(validation_begin_, validation_rows_, validation_batch_size_);
  for (StepInput input = validation_data_->next(); !input.rows.empty(); input = validation_data_->next()) evaluator_->runner.run(input);
  record(*evaluation_, "val_");
  Logs values;
  for (const LoggedValue& v : evaluation_->objective.values) values.set(v.name, v.result(state_));
  for (const auto& callback : callbacks_) callback->validation_end(values, *this);
}

void TrainingRun::record(const JobGraph& job, const std::string& prefix) {
  for (const LoggedValue& v : job.objective.values) logs_.set(prefix + v.name, v.result(state_));
}

// A loss that is not finite ends the run, unless a callback deals with it.
void TrainingRun::check_divergence(Index epoch) const {
  const double loss = *logs_.find("loss");
  if (std::isfinite(loss)) return;
  for (const auto& callback : callbacks_)
    if (callback->handles_divergence()) return;
  throw Error(ErrorKind::diverged, "the loss is " + std::string(std::isnan(loss) ? "nan" : "infinite") + " after epoch " +
                                       std::to_string(epoch + 1) + "; no model was written",
              {}, divergence_hint_);
}

void TrainingRun::end_epoch(Index epoch) {
  const std::size_t num_own = logs_.size();
  const auto end_line = [&] {
    std::vector<LogValue> values;
    for (const Logs::Value& v : logs_) values.push_back({v.name, v.value, values.size() >= num_own});
    log_->end(values);
  };
  if (!log_->callbacks_first()) end_line();
  for (const auto& callback : callbacks_) callback->epoch_end(epoch, logs_, *this);
  if (log_->callbacks_first()) end_line();
  append(history_, logs_);
  check_divergence(epoch);
  logs_ = {};
}

void TrainingRun::begin_epoch(Index epoch) {
  if (!log_->callbacks_first()) log_->begin_epoch(epoch + 1);
  for (const auto& callback : callbacks_) callback->epoch_begin(epoch, *this);
  if (log_->callbacks_first()) log_->begin_epoch(epoch + 1);
}

History TrainingRun::run() {
  LogSetup setup = options_.log;
  setup.epochs = spec_.epochs;
  setup.steps = spec_.steps_per_epoch.value_or(batches_.num_batches());
  setup.samples = std::min<Index>(setup.steps * spec_.batch_size, batches_.num_rows());
  log_.emplace(std::move(setup));
  try {
    for (const auto& callback : callbacks_) callback->train_begin(*this);
    for (Index epoch = spec_.initial_epoch; epoch < spec_.epochs && !stopped_; ++epoch) {
      begin_epoch(epoch);
      train_epoch(epoch);
      if (is_validated(epoch)) validate();
      end_epoch(epoch);
    }
    take_averages();
    for (const auto& callback : callbacks_) callback->train_end(*this);
  } catch (const Error&) {
    log_->break_line();
    throw;
  }
  if (!all_finite(weights()))
    throw Error(ErrorKind::diverged, "the run ended with weights that are not finite; no model was written", {}, divergence_hint_);
  return std::move(history_);
}

}  // namespace nntrain
