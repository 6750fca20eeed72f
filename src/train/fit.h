// From a job and its data to a trained model.
#pragma once
#include <functional>
#include <optional>
#include <span>

#include "base/requests.h"
#include "config/diagnostics.h"
#include "runtime/profile_report.h"
#include "train/checkpoint.h"
#include "train/log.h"
#include "train/model.h"

namespace nntrain {

struct FitOptions {
  int threads = 0;  // at most; 0: as many as the machine has. Never shows in the result
  bool reproducible = false;  // the same bits for every instruction set, as CompileOptions has it
  LogSetup log;     // style, terminal, width, clock, write; the rest is filled in
  Requests* requests = nullptr;  // heeded after every step; to stop: the model so far is saved, Error{interrupted} or Error{terminated}
  std::function<void(const std::string&)> status = [](const std::string&) {};  // how far it is, when that is asked for
  std::function<void(const std::string&)> warning = [](const std::string&) {};
  bool quiet_health = false;  // what is found of the training (train/health.h) is in the model, but no warning
  bool include_optimizer = false;  // the model holds the optimizer's state, too
  std::optional<OptimizerState> initial_optimizer;  // that the run begins with: of the optimizer that spec has, and the model that its initial_weights are of
  std::string output;  // where the finished model will go: for callbacks that write files, and the model of a run that is stopped
  // How a checkpoint becomes a file, whole or not at all; without these none is written.
  std::function<void(const std::string& path, const Model& model)> save_model;
  std::function<void(const std::string& path, std::span<const NamedTensor> weights)> save_weights;
  // Checkpoints of the run as it is between two steps; none without. write_checkpoint: as save_model; job_text: JobIdentity::job.
  std::optional<CheckpointSection> checkpoint;
  std::function<void(const std::string& path, const Checkpoint& checkpoint)> write_checkpoint;
  std::function<std::string(const Spec& spec, const Columns& columns)> job_text;
  std::optional<Checkpoint> resume;  // where to go on, if not at the beginning; of this job on these data, else Error{config} or Error{data}
  // Called after training with where the time of its steps went; without it nothing is measured. trace_events: see Profile.
  std::function<void(const Profile&, const ProfileReport&)> profiled;
  std::size_t trace_events = 0;
  std::function<void(const std::string&)> note = [](const std::string&) {};  // what is good to know
};

// Trains spec's network, whose initial_weights are not the name of a file (any more), on `table`, and validates on `validation` or on the split that the spec asks for. A pure function of
// (spec, table, validation): options do not change a bit of the result, but for `reproducible` and initial_optimizer; include_optimizer adds to it.
// Errors: config (through `diagnostics`), data, diverged (a loss or weights that are not finite), interrupted, io of what callbacks
// write.
// The tables are used up.
Model fit(const Spec& spec, Diagnostics& diagnostics, Table table, std::optional<Table> validation, const FitOptions& options);

}  // namespace nntrain
