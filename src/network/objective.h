// Losses and metrics of a network: what is made small, and what the log shows.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "compiler/state.h"
#include "network/network.h"

namespace nntrain {

// A value of the log, gathered over an epoch in totals that the program adds to.
struct LoggedValue {
  std::string name;  // "loss", "accuracy"; with several outputs "out_loss", "out_accuracy"
  std::vector<Totals::Total> totals;
  std::optional<Metric> metric;  // none: a loss, the mean over samples

  bool higher_is_better() const { return metric && metric->kind().higher_is_better; }
  double result(const State& state) const;  // rounded to float32, as Keras keeps it
};

// A loss (not a metric) among them, to be looked at after every step: allocates nothing.
class LossView {
 public:
  LossView(const LoggedValue& loss, const State& state);
  double value() const;  // LoggedValue::result
  // Whether the losses of all steps so far are: what is added to the total stays in it. A few instructions.
  bool is_finite() const { return (*exponent_ & exponent_mask_) != exponent_mask_; }

 private:
  const State& state_;
  std::array<const std::byte*, 4> places_;  // of the total and the count, each with its lost digits
  const std::uint32_t* exponent_;           // the total's half, or all of it, that holds the exponent
  std::uint32_t exponent_mask_;
};

struct Objective {
  Tensor loss;                      // (1): of the batch, regularisation included; training follows its gradient
  std::vector<std::pair<std::string, std::size_t>> loss_ends;  // of several losses: the output's name, and how many ops there are up to the end of its loss
  std::vector<LoggedValue> values;  // loss first, the losses of several outputs, then metrics

  void reset(State& state) const;  // before an epoch
};

// What the data say of one output.
struct Truth {
  Tensor target;   // (B, ...)
  Tensor weights;  // how much each row counts in the loss and in weighted metrics: (B, 1); none: 1
  std::vector<Undo> undo = {};  // how the numbers of each column come back into the user's unit, in which metrics are; empty: they are
};

// Emits losses, regularisation and metrics. truths: by head. prefix: of the totals' variables, so that training and validation
// have their own. Losses and metrics that do not fit are reported at their place through `diagnostics` and thrown.
Objective emit_objective(const Network& network, Graph& graph, const Forward& forward, std::span<const Truth> truths,
                         const std::string& prefix, Diagnostics& diagnostics);

// Emits, after the updates, what brings the updated weights to where their constraints allow them. A constraint that does not fit
// its weight is reported through `diagnostics` and thrown.
void emit_constraints(std::span<const Weight> weights, std::span<const std::string> updated, Diagnostics& diagnostics);

}  // namespace nntrain
