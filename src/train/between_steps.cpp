// What a training run does between steps besides training: checkpoints, and what is asked of it from outside.
#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "callbacks/backup_and_restore.h"
#include "train/training_run.h"

namespace nntrain {

namespace {

template <class Part>
std::string kept(Part& part) {
  Archive archive;
  part.keep(archive);
  return archive.written();
}

template <class Part>
void read(Part& part, std::string_view bytes) {
  Archive archive(bytes);
  part.keep(archive);
  archive.expect_end();
}

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorKind::model_file, "the checkpoint does not fit: " + why, {}, "it was written by another nntrain: go on with that one, or begin afresh");
}

}  // namespace

std::string TrainingRun::checkpoint_monitor() const {
  return options_.checkpoint->monitor.value_or(facts_.validated == Validated::each_epoch ? "val_loss" : "loss");
}

void TrainingRun::write_checkpoints(JobIdentity identity) {
  checkpoints_.emplace(Checkpoints{.identity = std::move(identity),
                                   .pace = CheckpointPace(*options_.checkpoint, state_.bytes().size(), options_.log.now_ns),
                                   .folder = CheckpointFolder(*options_.checkpoint, checkpoint_monitor(), facts_, options_.write_checkpoint)});
}

RunPoint TrainingRun::point() {
  EpochFeed::Place place = rows_.place();
  RunPoint point{.position = at_, .history = history_, .rows = kept(place)};
  for (const auto& callback : callbacks_) point.callbacks.push_back(kept(*callback));
  if (checkpoints_) point.folder = kept(checkpoints_->folder);
  return point;
}

// Precondition: callbacks_ have not begun.
void TrainingRun::go_to(const RunPoint& point, std::string_view state) {
  if (state.size() != state_.bytes().size()) refuse("its variables are others");
  if (point.callbacks.size() != callbacks_.size()) refuse("its callbacks are others");
  at_ = point.position;
  history_ = point.history;
  std::ranges::copy(std::as_bytes(std::span(state)), state_.bytes().begin());
  EpochFeed::Place place{};
  read(place, point.rows);
  rows_.go_to(place);
  for (std::size_t i = 0; i < callbacks_.size(); ++i) read(*callbacks_[i], point.callbacks[i]);
  if (checkpoints_) read(checkpoints_->folder, point.folder);
}

std::string TrainingRun::checkpoint(const double* value) {
  Checkpoints& c = *checkpoints_;
  const std::int64_t begin_ns = options_.log.now_ns();
  std::string path;
  try {
    Checkpoint checkpoint{.identity = c.identity, .point = point(), .health = kept(health_), .well = well_, .well_state = well_state_, .variables = state_.layout(), .file = nullptr};
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
  if (from.variables != state_.layout()) refuse("its variables are others");
  const auto is_in_run = [&](const Position& p) { return p.epoch >= spec_.initial_epoch && p.step >= 0 && p.step <= rows_.steps_an_epoch() && p.samples >= 0 && p.steps_done >= 0; };
  const Position& p = from.point.position;
  if (!is_in_run(p) || (from.well && !is_in_run(from.well->position))) refuse("it is nowhere in the run");
  if (p.epoch + (p.step > 0) > spec_.epochs)
    throw Error(ErrorKind::config, "the checkpoint was made in epoch " + std::to_string(p.epoch + (p.step > 0)) + "; expected at least as many epochs, got " + std::to_string(spec_.epochs), "/epochs",
                "epochs counts all of them, those before the checkpoint too");
  if (spec_.on_nan == OnNan::rollback && (!from.well || from.well_state.size() != state_.bytes().size())) refuse("it lacks what an epoch begins again from");
  go_to(from.point, from.state);
  read(health_, from.health);
  well_ = from.well;
  well_state_ = from.well_state;
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
    hint = std::string("the same command ") + (callbacks::backup_among(spec_.callbacks) ? "" : "with --resume ") + "goes on from there";
  }
  logs_ = {};  // of an epoch that has not ended
  const bool saved = !options_.output.empty() && save(options_.output, SavedPart::model, where);
  told += saved ? "; " + options_.output + " is the model so far" : "; no model was written";
  throw Error(options_.requests->stop_kind(), told, {}, hint);
}

}  // namespace nntrain
