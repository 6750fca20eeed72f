// The last steps of a run whose numbers went bad, done again op by op: where the first bad number came from, and how large weights and
// gradients had become.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/runner.h"
#include "train/programs.h"

namespace nntrain {

// What the first number that is not finite was made by.
struct BadOp {
  enum class Part { data, forward, loss, gradient, update };  // of a step, in this order
  Part part;
  std::string name;  // forward: the layer; loss: the output, if it is one of several; gradient and update: the weight; else empty
  std::string op;    // "matmul"
  bool is_nan = false;  // else infinite
  // Where the op makes something of each sample: how many are bad, and which of the batch, the first few. Else the one whose numbers
  // are largest among those that it takes; none if it takes none.
  Index num_samples = 0;
  std::vector<Index> samples;

  std::string text() const;  // "the gradient of dense/kernel is infinite"
};

// Norms of all weights of a layer before a step, and of their gradients in it.
struct LayerNorms {
  double weights = 0, gradients = 0;
};

class Autopsy {
 public:
  // State: of the run; steps go on with it. totals: its variables that are those of losses and metrics, which may be bad.
  Autopsy(const Spec& spec, const Network& network, const DataShapes& shapes, State& state, std::set<std::string> totals, Index max_batch, bool reproducible);
  ~Autopsy();

  // A step as the run does it, to the bit. numbers: of the optimizer, as step_numbers() has them.
  void step(const StepInput& input, StepKind kind, std::span<const double> numbers);

  // Of each layer that is trained, in the network's order; a value for each step.
  const std::vector<std::pair<std::string, std::vector<LayerNorms>>>& norms() const { return norms_; }

  // Of the last step; none where all is finite but a total.
  std::optional<BadOp> origin() const;

 private:
  struct Made;  // what is known of a value since its op ran
  struct Watched;

  Watched& watched(StepKind kind);
  template <class F>
  std::vector<double> by_layer(const JobGraph& job, F f);
  Made look(const Watched& w, int value, Index batch) const;

  const Spec& spec_;
  const Network& network_;
  DataShapes shapes_;
  State& state_;
  std::set<std::string> totals_;
  Index max_batch_;
  bool reproducible_;
  std::map<StepKind, std::unique_ptr<Watched>> watched_;
  Watched* last_ = nullptr;
  std::vector<std::pair<std::string, std::vector<LayerNorms>>> norms_;
};

}  // namespace nntrain
