// Callbacks: what is done after each epoch. One file each; the list is registry.cpp.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "config/component.h"

namespace nntrain {

// What a callback may do to the run.
class RunControl {
 public:
  virtual ~RunControl() = default;
  virtual void stop() = 0;                          // after this epoch
  virtual void save_weights() = 0;                  // remembers the weights of now (one place, overwritten)
  virtual void restore_weights() = 0;               // brings them back
  virtual void message(std::string_view text) = 0;  // a line in the log
};

struct EpochValue {
  std::string_view name;  // "loss", "val_accuracy"
  double value;
  bool higher_is_better = false;  // MetricKind::higher_is_better of a metric's values
};

// A callback at work: the state of one run.
class RunningCallback {
 public:
  virtual ~RunningCallback() = default;
  virtual void epoch_end(std::int64_t epoch, std::span<const EpochValue> values, RunControl& run) = 0;  // epoch from 0
  virtual void train_end(RunControl& run) = 0;
};

struct CallbackKind : Kind {
  std::unique_ptr<RunningCallback> (*start)(const void* self);
};
struct CallbackFamily {
  static constexpr std::string_view name = "callback";
  static std::span<const CallbackKind> kinds();
};
using Callback = Component<CallbackFamily>;

}  // namespace nntrain
