// A run for testing callbacks without a network: its one weight is the number of the epoch that last ended, -1 before
// the first.
#pragma once
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "callbacks/callback.h"
#include "support/golden.h"

namespace nntrain::test {

// A job with these values in its log, validated after every epoch.
inline JobFacts facts_with(std::vector<JobFacts::Value> values) {
  JobFacts facts;
  facts.values = std::move(values);
  facts.validated = Validated::each_epoch;
  return facts;
}

class FakeRun : public RunControl {
 public:
  void stop() override { stopped = true; }
  void message(std::string_view text) override { messages.emplace_back(text); }
  void warning(const std::string& text) override { warnings.push_back(text); }
  std::int64_t steps_done() const override { return steps; }
  std::int64_t updates_done() const override { return steps / steps_of_an_update; }
  std::int64_t now_ns() const override { return time_ns; }
  double loss_so_far() const override { return *so_far.find("loss"); }
  Logs logs_so_far() const override { return so_far; }
  double learning_rate() const override { return rate; }
  Logs learning_rates() const override {
    Logs all;
    all.set("learning_rate", rate);
    return all;
  }
  void set_learning_rate(double value) override { rate = static_cast<double>(static_cast<float>(value)); }
  std::vector<NamedTensor> weights() const override { return {{"dense/kernel", {1, 1}, {weight}}}; }
  void set_weights(std::span<const NamedTensor> weights) override { weight = weights[0].values[0]; }
  void swap_averages() override { std::swap(weight, average); }
  void keep_averages() override { average = weight; }
  bool save(const std::string& path, SavedPart part) override {
    if (std::isfinite(weight)) saved.push_back({path, part, weight});
    return std::isfinite(weight);
  }

  // Runs an epoch for each of these logs, after its steps if there are any, until a callback stops it; returns the last
  // epoch.
  std::int64_t train(std::span<const Callback> callbacks, const JobFacts& facts, const std::vector<Logs>& epochs,
                     const std::vector<std::vector<Logs>>& steps_of_epochs = {}) {
    std::vector<std::unique_ptr<RunningCallback>> running;
    for (const Callback& callback : callbacks) running.push_back(callback.call(&CallbackKind::start, facts));
    for (const auto& callback : running) callback->train_begin(*this);
    std::size_t epoch = 0;
    for (; epoch < epochs.size(); ++epoch) {
      const auto number = static_cast<std::int64_t>(epoch);
      for (const auto& callback : running) callback->epoch_begin(number, *this);
      if (!steps_of_epochs.empty()) run_steps(running, steps_of_epochs[epoch]);
      weight = static_cast<float>(epoch);
      seen.push_back(epochs[epoch]);
      for (const auto& callback : running) callback->epoch_end(number, seen.back(), *this);
      rates.push_back(rate);
      if (stopped) break;
    }
    for (const auto& callback : running) callback->train_end(*this);
    return static_cast<std::int64_t>(seen.size()) - 1;
  }

  void run_steps(std::span<const std::unique_ptr<RunningCallback>> running, const std::vector<Logs>& logs) {
    for (std::size_t step = 0; step < logs.size() && !stopped; ++step) {
      so_far = logs[step];
      ++steps;
      for (const auto& callback : running)
        if (callback->wants_steps()) callback->step_end(static_cast<std::int64_t>(step), *this);
    }
  }

  struct Saved {
    std::string path;
    SavedPart part;
    float weight;
  };

  bool stopped = false;
  float weight = -1, average = 0;
  double rate = 0;
  std::int64_t steps = 0, steps_of_an_update = 1, time_ns = 0;
  Logs so_far;
  std::vector<Logs> seen;     // the logs of each epoch, after all callbacks
  std::vector<double> rates;  // the learning rate after each epoch
  std::vector<std::string> messages, warnings;
  std::vector<Saved> saved;
};

// Logs of one value by epoch; null is NaN.
inline std::vector<Logs> logs_of(const std::string& name, const Json& values) {
  std::vector<Logs> epochs(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    epochs[i].set(name, values[i].is_null() ? std::numeric_limits<double>::quiet_NaN() : values[i].get<double>());
  return epochs;
}

}  // namespace nntrain::test
