#include "train/training_run.h"

#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "kernels/op_tables.h"

namespace nntrain {

namespace {

int team_size(int wanted) { return wanted > 0 ? wanted : available_cores(); }

std::uint64_t step_seed(std::int64_t seed, Index step) {
  const PhiloxBlock block =
      random_block(static_cast<std::uint64_t>(seed), stream(StreamKind::dropout), static_cast<std::uint64_t>(step), 0);
  return std::uint64_t{block[0]} << 32 | block[1];
}

}  // namespace

DataView::DataView(const Dataset& data) : rows(data.num_rows()) {
  for (const Matrix& m : data.inputs) columns.push_back(m.values.data());
  for (const Matrix& m : data.targets) columns.push_back(m.values.data());
  for (const Matrix& m : data.weights)
    if (m.width > 0) columns.push_back(m.values.data());
}

JobRunner::JobRunner(JobGraph& job, std::span<const Tensor> keep, State& state, Team& team, Index max_batch)
    : program(compile(job.graph, keep, state, {max_batch, threads_worth(job.graph, max_batch, team.size())})), runner(program, team, ThreadUse::as_it_pays) {}

TrainingRun::TrainingRun(const Spec& spec, const Network& network, const Columns& columns, const Dataset& data, Index train_rows,
                         const Dataset* validation, Index validation_begin, Diagnostics& diagnostics, const FitOptions& options)
    : spec_(spec),
      options_(options),
      data_(data),
      team_(team_size(options.threads)),
      state_(op_table().element_size),
      training_(training_graph(spec, network, shapes_of(columns, data), diagnostics)),
      learning_rate_(spec.optimizer.call(&OptimizerKind::learning_rate)),
      batches_(train_rows, spec.batch_size, spec.shuffle, static_cast<std::uint64_t>(spec.seed)) {
  state_.declare(training_->graph);
  if (validation) {
    evaluation_ = evaluation_graph(network, shapes_of(columns, *validation), diagnostics);
    state_.declare(evaluation_->graph);
    validation_data_.emplace(*validation);
    validation_rows_.resize(static_cast<std::size_t>(validation->num_rows() - validation_begin));
    std::iota(validation_rows_.begin(), validation_rows_.end(), validation_begin);
  }
  state_.allocate();
  const Index max_batch = std::min<Index>(spec.batch_size, train_rows);
  trainer_ = std::make_unique<JobRunner>(*training_, std::span<const Tensor>{}, state_, team_, max_batch);
  if (validation) {
    const Index rows = std::min<Index>(spec.batch_size, static_cast<Index>(validation_rows_.size()));
    evaluator_ = std::make_unique<JobRunner>(*evaluation_, std::span<const Tensor>{}, state_, team_, rows);
  }
  for (const std::string_view name : spec.optimizer.kind().number_names)
    optimizer_slots_.push_back(trainer_->program.scalar(number_scalar(name)));
  optimizer_numbers_.resize(optimizer_slots_.size());
  std::uint32_t index = 0;
  for (const Weight& w : training_->forward.weights) {
    std::vector<float> values(static_cast<std::size_t>(w.shape.size()));
    w.initializer.call(&InitializerKind::fill, std::span(values), std::span<const std::int64_t>(w.shape.dims),
                       Draw{static_cast<std::uint64_t>(spec.seed), stream(StreamKind::initializer, index++)});
    state_.write(w.name, values);
  }
  for (const Callback& callback : spec.callbacks) callbacks_.push_back(callback.call(&CallbackKind::start));
}

std::vector<NamedTensor> TrainingRun::weights() const {
  std::vector<NamedTensor> list;
  for (const Weight& w : training_->forward.weights) list.push_back({w.name, w.shape.dims, state_.read(w.name)});
  return list;
}

void TrainingRun::set_weight(const std::string& name, std::span<const float> values) { state_.write(name, values); }

void TrainingRun::restore_weights() {
  for (const NamedTensor& w : saved_) state_.write(w.name, w.values);
}

void TrainingRun::step(std::span<const Index> rows) {
  ++steps_done_;
  spec_.optimizer.call(&OptimizerKind::numbers, steps_done_, learning_rate_, std::span(optimizer_numbers_));
  for (std::size_t i = 0; i < optimizer_slots_.size(); ++i) optimizer_slots_[i].set(optimizer_numbers_[i]);
  trainer_->runner.run({rows, data_.columns, step_seed(spec_.seed, steps_done_)});
}

double TrainingRun::step_loss(std::span<const Index> rows) {
  start_totals();
  step(rows);
  return training_->objective.values[0].result(state_);
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

void TrainingRun::train_epoch(Index epoch) {
  start_totals();
  batches_.start_epoch(epoch);
  Index samples = 0;
  for (Index b = 0; b < batches_.num_batches(); ++b) {
    const std::span<const Index> rows = batches_.batch(b);
    step(rows);
    samples += static_cast<Index>(rows.size());
    check_interrupt(epoch);
    if (log_->step(b + 1, samples)) draw_bar();
  }
  record(*training_, "");
}

void TrainingRun::validate() {
  evaluation_->objective.reset(state_);
  for (std::size_t begin = 0; begin < validation_rows_.size(); begin += static_cast<std::size_t>(spec_.batch_size)) {
    const std::size_t count = std::min(validation_rows_.size() - begin, static_cast<std::size_t>(spec_.batch_size));
    evaluator_->runner.run({std::span<const Index>(validation_rows_).subspan(begin, count), validation_data_->columns, 0});
  }
  record(*evaluation_, "val_");
}

// Adds the job's values to the history and to what this epoch tells.
void TrainingRun::record(const JobGraph& job, const std::string& prefix) {
  for (const LoggedValue& v : job.objective.values) {
    const std::string name = prefix + v.name;
    const double value = v.result(state_);
    auto series = std::find_if(history_.begin(), history_.end(), [&](const auto& s) { return s.first == name; });
    if (series == history_.end()) series = history_.insert(history_.end(), {name, {}});
    series->second.push_back(value);
    epoch_values_.push_back({series->first, value, v.higher_is_better()});
  }
}

void TrainingRun::end_epoch(Index epoch) {
  std::vector<LogValue> values;
  for (const EpochValue& v : epoch_values_) values.push_back({v.name, v.value});
  log_->end(values);
  for (const auto& callback : callbacks_) callback->epoch_end(epoch, epoch_values_, *this);
  const double loss = epoch_values_[0].value;
  if (!std::isfinite(loss))
    throw Error(ErrorKind::diverged, "the loss is " + std::string(std::isnan(loss) ? "nan" : "infinite") + " after epoch " +
                                         std::to_string(epoch + 1) + "; no model was written",
                {}, "lower the learning rate, scale large columns (a BatchNormalization as first layer does), or set clipnorm");
}

History TrainingRun::run() {
  LogSetup setup = options_.log;
  setup.epochs = spec_.epochs;
  setup.steps = batches_.num_batches();
  setup.samples = batches_.num_rows();
  log_.emplace(std::move(setup));
  std::size_t values = training_->objective.values.size() + (evaluation_ ? evaluation_->objective.values.size() : 0);
  history_.reserve(values);  // names are referred to
  try {
    for (Index epoch = 0; epoch < spec_.epochs && !stopped_; ++epoch) {
      log_->begin_epoch(epoch + 1);
      epoch_values_.clear();
      train_epoch(epoch);
      if (evaluator_ && (epoch + 1) % spec_.validation_freq == 0) validate();
      end_epoch(epoch);
    }
  } catch (const Error&) {
    log_->break_line();
    throw;
  }
  for (const auto& callback : callbacks_) callback->train_end(*this);
  return std::move(history_);
}

}  // namespace nntrain
