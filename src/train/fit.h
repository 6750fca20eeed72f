// From a job and its data to a trained model.
#pragma once
#include <atomic>
#include <functional>

#include "config/diagnostics.h"
#include "train/log.h"
#include "train/model.h"

namespace nntrain {

struct FitOptions {
  int threads = 0;  // at most; 0: as many as the machine has. Never shows in the result
  LogSetup log;     // style, terminal, width, clock, write; the rest is filled in
  const std::atomic<bool>* interrupted = nullptr;    // checked after every step: when set, Error{interrupted}
  std::function<void(const std::string&)> warning = [](const std::string&) {};
};

// Trains spec's network on `table`, and validates on `validation` or on the split that the spec asks for. A pure function of
// (spec, table, validation): options do not change a bit of the result.
// Errors: config (through `diagnostics`), data, diverged (a loss that is not finite), interrupted.
Model fit(const Spec& spec, Diagnostics& diagnostics, const Table& table, const Table* validation, const FitOptions& options);

}  // namespace nntrain
