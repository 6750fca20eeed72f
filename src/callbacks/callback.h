// Callbacks: what is done beside the training, when an epoch or a step begins or ends. One file each; the list is
// registry.cpp.
//
// As in Keras, callbacks run in the config's order, each sees what those before it have done and added to the logs, and
// all run before the epoch's values go into the history.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/archive.h"
#include "base/named_tensor.h"
#include "config/component.h"

namespace nntrain {

// Keras' logs: the values of an epoch or of some steps by name, "loss" and "val_accuracy", in the order of the log.
class Logs {
 public:
  struct Value {
    std::string name;
    double value;  // a float32
  };

  const double* find(std::string_view name) const;  // null when there is none
  void set(std::string_view name, double value);    // replaces or appends; rounded to float32
  std::string names() const;                        // with commas between them

  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }
  std::size_t size() const { return values_.size(); }

 private:
  std::vector<Value> values_;
};

// After which epochs there is a validation.
enum class Validated { never, some_epochs, each_epoch };

// What is known of a job before it runs.
struct JobFacts {
  struct Value {
    std::string name;  // "loss", "accuracy"; of the validation it has "val_" before it
    bool higher_is_better = false;
  };
  struct Layer {
    std::string name, type;
    std::vector<std::string> inputs;         // names of layers
    std::vector<std::int64_t> output_shape;  // of a sample
  };

  std::vector<Value> values;         // as the log has them
  Validated validated = Validated::never;
  bool has_schedule = false;         // the optimizer's learning rate is one, and cannot be set
  bool has_averages = false;         // the optimizer averages the weights: use_ema
  std::string output;                // the file that the finished model goes to, or empty
  std::vector<Layer> layers;         // and the inputs

  const Value* find(std::string_view name) const;  // also of a "val_" name; null when there is none
};

enum class SavedPart {
  model,    // a whole model file
  weights,  // the list that its "weights" are
};

// What a callback may see of the run and do to it.
class RunControl {
 public:
  virtual ~RunControl() = default;

  virtual void stop() = 0;                          // after this step and what its epoch ends with
  virtual void message(std::string_view text) = 0;  // a line in the log
  virtual void warning(const std::string& text) = 0;

  virtual std::int64_t steps_done() const = 0;
  virtual std::int64_t updates_done() const = 0;  // of the weights: Keras' optimizer.iterations
  virtual std::int64_t now_ns() const = 0;      // a clock; the result must not depend on it
  virtual double loss_so_far() const = 0;       // of this epoch's steps; allocates nothing
  virtual Logs logs_so_far() const = 0;         // the same with all metrics

  virtual double learning_rate() const = 0;         // of the next step, a float32
  virtual Logs learning_rates() const = 0;          // the same by name, of several optimizers that of each
  virtual void set_learning_rate(double rate) = 0;  // precondition: !JobFacts::has_schedule
  virtual std::vector<NamedTensor> weights() const = 0;
  virtual void set_weights(std::span<const NamedTensor> weights) = 0;

  // Precondition of both: JobFacts::has_averages.
  virtual void swap_averages() = 0;  // the weights and their averages change places
  virtual void keep_averages() = 0;  // what stands in the weights becomes the averages, too

  // Writes a file as it is now, all or nothing. False, and nothing is written, when a weight is not finite: a
  // checkpoint that is good must not be lost to one that is not.
  virtual bool save(const std::string& path, SavedPart part) = 0;
};

// A callback at work: the state of one run. Its counters are plain values. Epochs and steps of an epoch count from 0.
class RunningCallback {
 public:
  virtual ~RunningCallback() = default;

  virtual void train_begin(RunControl&) {}
  virtual void epoch_begin(std::int64_t /*epoch*/, RunControl&) {}
  virtual bool wants_steps() const { return false; }  // step_end() is called only if so
  virtual void step_end(std::int64_t /*step*/, RunControl&) {}
  virtual void validation_begin(RunControl&) {}
  virtual void validation_end(const Logs&, RunControl&) {}  // names without "val_"
  virtual void epoch_end(std::int64_t /*epoch*/, Logs&, RunControl&) {}
  virtual void last_epoch_end(RunControl&) {}  // of the last one of the job, before averages are taken
  virtual void train_end(RunControl&) {}

  // Its counters and the length of its files, which are on the disk then, for a checkpoint; or what a checkpoint has of them, read
  // in place of train_begin(): it goes on as if it had come that far, its files as they were. Throws Error{io}.
  virtual void keep(Archive&) {}

  // Whether a loss that is not finite is this callback's to deal with. Otherwise it ends the run with an error.
  virtual bool handles_divergence() const { return false; }
};

// A component has start(const JobFacts&) and, where there is something to check, the other two.
struct CallbackKind : Kind {
  bool writes_files;  // and changes nothing of the training
  // Reports what cannot be done in this job at the parameter's place, below `pointer`.
  void (*check_job)(const void* self, const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer);
  // Throws the Error{io} that writing its files would end in. Called for all callbacks before any of them starts.
  void (*check_files)(const void* self);
  std::unique_ptr<RunningCallback> (*start)(const void* self, const JobFacts& job);
};
struct CallbackFamily {
  static constexpr std::string_view name = "callback";
  static std::span<const CallbackKind> kinds();
};
using Callback = Component<CallbackFamily>;

}  // namespace nntrain
