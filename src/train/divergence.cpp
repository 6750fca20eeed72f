// What a training run does when its numbers go bad: a loss, a weight or what the optimizer keeps is NaN or infinite.
//
// The loss is looked at after every step, the State after every so many, and at an epoch's end; a copy of it that is good is kept. The
// first bad step is then found by going on from there once more: steps are a function of the State and their number. An epoch that begins
// again does so from a second copy, which may be of one long before.
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "train/training_run.h"

namespace nntrain {

namespace {

// Going through the State, and copying it, takes about a third of a step of one row, and far less of one of many.
constexpr Index steps_between_looks = 128;

constexpr std::int64_t most_rollbacks = 10;
constexpr double rollback_factor = 0.5;  // a power of two: what a callback sets is not rounded

std::set<std::string> totals_of(const JobGraph& job) {
  std::set<std::string> names;
  for (const LoggedValue& value : job.objective.values)
    for (const Totals::Total& total : value.totals) names.insert({total.name, total.name + "/lost"});
  return names;
}

}  // namespace

void TrainingRun::begin_marks() {
  std::set<std::string> totals = totals_of(*training_);
  if (evaluation_) totals.merge(totals_of(*evaluation_));
  guard_.emplace(state_, totals);
  step_cost_ = 0;
  for (const InstructionNote& note : trainer_->program.notes) step_cost_ += 100 + static_cast<double>(note.flops.at(trainer_->program.max_batch)) / 8;
}

// The State, between two looks. Where steps may be undone each is looked at.
bool TrainingRun::look() {
  if (!guard_->is_finite()) return false;
  if (at_.steps_done - mark_.at.steps_done >= steps_between_looks) mark();
  steps_to_look_ = spec_.on_nan == OnNan::stop ? steps_between_looks : 1;
  return true;
}

void TrainingRun::mark() {
  guard_->keep();
  mark_ = {at_, rows_.place()};
  steps_to_look_ = spec_.on_nan == OnNan::stop ? steps_between_looks : 1;
}

void TrainingRun::go_back() {
  guard_->restore();
  at_ = mark_.at;
  rows_.go_to(mark_.rows);
}

// To behind that step of the epoch, which is done again as it was.
void TrainingRun::go_on_until(Index step) {
  while (at_.step < step) take(rows_.next(at_.step));
}

// The first step of the epoch behind which something is bad, from 1. The run is anywhere between it and the mark then.
Index TrainingRun::find_bad_step() {
  const Index seen = at_.step;
  go_back();
  do go_on_until(at_.step + 1);
  while (at_.step < seen && loss_->is_finite() && guard_->is_finite());
  return at_.step;
}

PostMortem TrainingRun::examine(Index bad) {
  constexpr Index steps_shown = 5;
  go_back();
  go_on_until(bad - steps_shown);
  std::set<std::string> totals = totals_of(*training_);
  if (evaluation_) totals.merge(totals_of(*evaluation_));
  Autopsy autopsy(spec_, network_, shapes_of(columns_, data_), state_, std::move(totals), trainer_->program.max_batch, options_.reproducible);
  StepInput input;
  while (at_.step < bad) {
    input = rows_.next(at_.step);
    const StepKind kind = begin_step(input);
    autopsy.step(input, kind, optimizer_numbers_);
    ++at_.step;
  }
  std::vector<Index> rows;
  for (std::size_t i = 0; i < input.rows.size(); ++i) rows.push_back(rows_.data().row(static_cast<Index>(i)));
  double rate = 0;  // the largest, of several optimizers
  for (const auto& [name, each] : nntrain::learning_rates(spec_.optimizer, at_.steps_done, given_rate())) rate = std::max(rate, each);
  return post_mortem(autopsy, {spec_, network_, columns_, data_, rows_.num_rows(), rows, bad, rate});
}

// "the gradient of "dense/kernel" is infinite in step 3 of epoch 1"
std::string TrainingRun::bad_step_text(const PostMortem& post_mortem, Index bad) const {
  return post_mortem.what + " in step " + std::to_string(bad) + " of epoch " + std::to_string(at_.epoch + 1);
}

// As Keras has it: TerminateOnNaN sees the loss, ends the run, and its epoch is ended as any.
bool TrainingRun::is_left_to_callbacks() const {
  return spec_.on_nan == OnNan::stop && !loss_->is_finite() && std::ranges::any_of(callbacks_, [](const auto& callback) { return callback->handles_divergence(); });
}

// Behind a bad step. Returns where the run goes on, or throws.
void TrainingRun::recover() {
  const Index bad = find_bad_step();
  if (spec_.on_nan == OnNan::skip) skip(bad);
  else if (spec_.on_nan != OnNan::rollback || !roll_back(bad)) stop_diverged(bad);
}

// The step's update is undone, and its rows are passed over. It counts as done, for what goes by the number of steps; gradients that were
// gathered for it are forgotten.
void TrainingRun::skip(Index bad) {
  if (at_.skipped + 1 >= rows_.steps_an_epoch()) stop_diverged(bad);  // nothing is left of this epoch
  if (at_.all_skipped == 0) {
    const PostMortem post = examine(bad);
    warning(bad_step_text(post, bad) + ", which is skipped; how many are, is in the history as skipped_steps");
  }
  go_back();
  go_on_until(bad - 1);
  StepInput passed_over = rows_.next(at_.step);
  if (begin_step(passed_over) == StepKind::update)
    for (const auto& [name, size] : state_.layout())
      if (name.ends_with("/gradient_accumulator")) state_.set_zero(name);
  ++at_.step;
  at_.samples += static_cast<Index>(passed_over.rows.size());
  ++at_.skipped;
  ++at_.all_skipped;
  mark();
}

void TrainingRun::note_well() {
  well_ = point();
  well_state_.assign(reinterpret_cast<const char*>(state_.bytes().data()), state_.bytes().size());
}

// An epoch begins again at a lower learning rate: this one, or where the loss had grown before it, the last one that began well. False: that
// has been done often enough.
bool TrainingRun::roll_back(Index bad) {
  if (at_.all_rolled_back >= most_rollbacks) return false;
  std::string text = bad_step_text(examine(bad), bad);
  const std::int64_t epoch = at_.epoch;
  make_callbacks();
  go_to(*well_, well_state_);
  ++at_.rolled_back;
  ++at_.all_rolled_back;
  at_.rate_factor *= rollback_factor;
  note_well();
  mark();
  text += at_.epoch == epoch ? "; the epoch" : ", and had grown before that epoch; epoch " + std::to_string(at_.epoch + 1);
  warning(text + " begins again with half the learning rate, " + to_text(static_cast<float>(learning_rate())));
  if (at_.epoch != epoch) log_->begin_epoch(at_.epoch + 1);
  return true;
}

// The loss behind the step that the run is at now, if it is a million times that of the first one: nobody wants such a model. (What ends in
// infinity little by little has been there long before; what a single row or a logarithm of 0 brings about has not.)
std::optional<double> TrainingRun::grown_loss() const {
  constexpr double far_too_much = 1e6;
  const auto losses = std::ranges::find(history_, std::string("loss"), [](const auto& entry) { return entry.first; });
  const double now = at_.step > 0 ? loss_->value() : losses == history_.end() ? 0 : losses->second.back();
  if (now > far_too_much * std::max(std::abs(at_.first_loss), 1.0)) return now;
  return {};
}

// Ends the run as after the last good step: averages are taken, callbacks hear of the end, the model is written.
void TrainingRun::stop_diverged(Index bad) {
  const PostMortem post = examine(bad);
  go_back();
  go_on_until(bad - 1);
  const std::string what = bad_step_text(post, bad);
  std::string told = what;
  if (at_.all_rolled_back > 0) told += ", after " + count_of(at_.all_rolled_back, "rollback");
  logs_ = {};  // of an epoch that has not ended
  bool is_saved = false;
  const std::optional<double> grown = grown_loss();
  log_->break_line();
  if (at_.steps_done > at_.all_skipped) {
    take_averages();
    guard_->keep();
    for (const auto& callback : callbacks_) callback->train_end(*this);
    const bool are_weights_of_before = !std::ranges::equal(guard_->kept(), state_.bytes());  // which a callback has brought back
    is_saved = (!grown || are_weights_of_before) && !options_.output.empty() && save(options_.output, SavedPart::model, "stopped: " + what + "; this is the model before it");
  }
  told += is_saved ? "; " + options_.output + " is the model before it" : "; no model was written";
  if (grown && !is_saved) told += ", since the loss was " + to_text(static_cast<float>(*grown)) + " before";
  for (const std::string& line : post.lines) told += "\n  " + line;
  throw Error(ErrorKind::diverged, told, {}, post.cure);
}

// After a run that TerminateOnNaN has ended: the weights are those of the last good step.
void TrainingRun::end_with_last_good() {
  const FlushDenormals flush;
  const Position end = at_;
  at_.step = *diverged_;
  const Index bad = find_bad_step();
  const PostMortem post = examine(bad);
  go_back();
  go_on_until(bad - 1);
  const std::string what = bad_step_text(post, bad);
  if (at_.steps_done == 0) {
    std::string told = what + "; no model was written";
    for (const std::string& line : post.lines) told += "\n  " + line;
    throw Error(ErrorKind::diverged, told, {}, post.cure);
  }
  note_ = "stopped: " + what + "; this is the model before it";
  const std::int64_t steps_done = at_.steps_done;
  at_ = end;
  at_.steps_done = steps_done;
  warning(what + "; the model is the one before it");
}

// Behind an epoch's values stands in the history how often it was mended.
void TrainingRun::count_recoveries() {
  if (spec_.on_nan == OnNan::skip) logs_.set("skipped_steps", static_cast<double>(at_.skipped));
  if (spec_.on_nan == OnNan::rollback) logs_.set("rollbacks", static_cast<double>(at_.rolled_back));
}

// A validation's loss decides nothing of the run.
void TrainingRun::check_validation() {
  const double loss = *logs_.find("val_loss");
  if (std::isfinite(loss) || std::exchange(at_.told_validation, true)) return;
  warning("the loss of the validation is " + std::string(std::isnan(loss) ? "nan" : "infinite") + " after epoch " + std::to_string(at_.epoch + 1) +
          ", that of the training is not; the run goes on");
}

}  // namespace nntrain
