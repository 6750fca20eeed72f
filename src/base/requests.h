// What is asked of the process while it runs: set by signal handlers, looked at between steps.
#pragma once
#include <atomic>

#include "base/error.h"

namespace nntrain {

struct Requests {
  std::atomic<int> stop{0};          // to end in good order, with this exit code: 130 after Ctrl-C, 143 after kill; 0: go on
  std::atomic<bool> status{false};   // to tell how far it is; whoever tells it sets it back

  bool are_there() const { return asks_to_stop() || status.load(std::memory_order_relaxed); }
  bool asks_to_stop() const { return stop.load(std::memory_order_relaxed) != 0; }
  ErrorKind stop_kind() const { return static_cast<ErrorKind>(stop.load(std::memory_order_relaxed)); }
  bool takes_status() {  // whether it was asked for, and no more
    return status.exchange(false, std::memory_order_relaxed);
  }
};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

}  // namespace nntrain
