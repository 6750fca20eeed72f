// What a training run does between steps besides training: checkpoints, and what is asked of it from outside.
#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "train/training_run.h"

namespace nntrain {

std::string TrainingRun::checkpoint_monitor() const {
  return options_.checkpoint->monitor.value_or(facts_.validated == Validated::each_epoch ? "val_loss" : "loss");
}

void TrainingRun::write_checkpoints(JobIdentity identity) {
  checkpoints_.emplace(Checkpoints{.identity = std::move(identity),
                                   .pace = CheckpointPace(*options_.checkpoint, state_.bytes().size(), options_.log.now_ns),
                                   .folder = CheckpointFolder(*options_.checkpoint, checkpoint_monitor(), facts_, options_.write_checkpoint)});
}

std::string TrainingRun::checkpoint(const double* value) {
  Checkpoints& c = *checkpoints_;
  const std::int64_t begin_ns = options_.log.now_ns();
  std::string path;
  try {
    Checkpoint checkpoint{.identity = c.identity, .position = at_, .history = history_, .variables = state_.layout(), .file = nullptr};
    const auto kept = [](auto& part) {
      Archive archive;
      part.keep(archive);
      return archive.written();
    };
    EpochFeed::Place place = rows_.place();
    checkpoint.rows = kept(place);
    if (spec_.on_nan == OnNan::rollback && at_.step > 0)
      checkpoint.epoch_begin = kept(mark_).append(reinterpret_cast<const char*>(guard_->kept().data()), guard_->kept().size());
    for (const auto& callback : callbacks_) checkpoint.callbacks.push_back(kept(*callback));
    checkpoint.health = kept(health_);
    checkpoint.state = {reinterpret_cast<const char*>(state_.bytes().data()), state_.bytes().size()};
    path = c.folder.write(checkpoint, value);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::io) throw;
    warning((error.where.empty() ? "" : error.where + ": ") + error.message + "; the run goes on without this checkpoint");
  }
  c.pace.wrote(begin_ns);
  return path;
}

void TrainingRun::go_on(const Checkpoint& from) {
  const auto refuse = [](const std::string& why) {
    throw Error(ErrorKind::model_file, "the checkpoint does not fit: " + why, {}, "it was written by another nntrain: go on with that one, or begin afresh");
  };
  if (from.variables != state_.layout() || from.state.size() != state_.bytes().size()) refuse("its variables are others");
  if (from.callbacks.size() != callbacks_.size()) refuse("its callbacks are others");
  const Position& p = from.position;
  if (p.epoch < spec_.initial_epoch || p.step < 0 || p.step > rows_.steps_an_epoch() || p.samples < 0 || p.steps_done < 0) refuse("it is nowhere in the run");
  if (p.epoch + (p.step > 0) > spec_.epochs)
    throw Error(ErrorKind::config, "the checkpoint was made in epoch " + std::to_string(p.epoch + (p.step > 0)) + "; expected at least as many epochs, got " + std::to_string(spec_.epochs), "/epochs",
                "epochs counts all of them, those before the checkpoint too");
  at_ = p;
  history_ = from.history;
  std::ranges::copy(std::as_bytes(std::span(from.state)), state_.bytes().begin());
  const auto read = [](auto& part, std::string_view bytes) {
    Archive archive(bytes);
    part.keep(archive);
    archive.expect_end();
  };
  EpochFeed::Place place{};
  read(place, from.rows);
  rows_.go_to(place);
  if (spec_.on_nan == OnNan::rollback && p.step > 0) {
    if (from.epoch_begin.size() < state_.bytes().size()) refuse("it lacks the epoch's beginning");
    const std::string_view begin = from.epoch_begin;
    read(mark_, begin.substr(0, begin.size() - state_.bytes().size()));
    guard_->set_kept(std::as_bytes(std::span(begin.substr(begin.size() - state_.bytes().size()))));
  }
  for (std::size_t i = 0; i < callbacks_.size(); ++i) read(*callbacks_[i], from.callbacks[i]);
  read(health_, from.health);
  if (checkpoints_) read(checkpoints_->folder, from.folder);
  is_resumed_ = true;
}

std::string TrainingRun::position_text() const {
  const std::string epochs = " of " + std::to_string(spec_.epochs);
  if (at_.step == 0) return "after epoch " + std::to_string(at_.epoch) + epochs;
  return "in epoch " + std::to_string(at_.epoch + 1) + epochs + ", after " + std::to_string(at_.step) + " of " + count_of(rows_.steps_an_epoch(), "step");
}

void TrainingRun::heed_requests() {
  if (options_.requests->takes_status()) tell_status();
  if (options_.requests->asks_to_stop()) end_early();
}

void TrainingRun::tell_status() {
  std::string text = position_text();
  if (at_.step > 0)
    for (const Logs::Value& v : logs_so_far()) text += " - " + v.name + ": " + to_text(static_cast<float>(v.value));
  const std::string path = checkpoints_ ? checkpoint(nullptr) : "";
  log_->break_line();
  options_.status(text + (path.empty() ? "" : "; wrote " + path));
}

void TrainingRun::end_early() {
  const std::string where = "interrupted " + position_text(), path = checkpoints_ ? checkpoint(nullptr) : "";
  std::string told = where, hint = "with --checkpoint-dir a run can go on where it was stopped";
  if (!path.empty()) {
    told += "; wrote " + path;
    hint = "the same command with --resume goes on from there";
  }
  logs_ = {};  // of an epoch that has not ended
  const bool saved = !options_.output.empty() && save(options_.output, SavedPart::model, where);
  told += saved ? "; " + options_.output + " is the model so far" : "; no model was written";
  throw Error(options_.requests->stop_kind(), told, {}, hint);
}

}  // namespace nntrain
