#include "train/adapt.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "config/config.h"
#include "kernels/op_tables.h"
#include "train/training_run.h"

namespace nntrain {

namespace {

// Rows are sent through the layers so many at a time.
constexpr Index adapt_batch = 256;

// The names of the variables that a value is computed from.
std::set<std::string> variables_behind(Tensor tensor) {
  const Graph& graph = *tensor.graph;
  std::set<std::string> names;
  std::set<int> seen{tensor.id};
  std::vector<int> left{tensor.id};
  while (!left.empty()) {
    const Value& value = graph.values[static_cast<std::size_t>(left.back())];
    left.pop_back();
    if (value.role == Role::variable) names.insert(value.name);
    if (value.producer < 0) continue;
    for (const int from : graph.ops[static_cast<std::size_t>(value.producer)].in)
      if (seen.insert(from).second) left.push_back(from);
  }
  return names;
}

[[noreturn]] void refuse(const Learner& learner, const Weight& weight, Diagnostics& diagnostics) {
  const std::string learns(static_cast<const LayerKind&>(learner.layer.any_kind()).learns);
  diagnostics.error(learner.pointer,
                    "layer " + quoted(learner.name) + " (" + std::string(learner.layer.type()) + ") learns " + learns +
                        " from the training rows before training begins, but what reaches it depends on the weight " +
                        quoted(weight.name) + ", which training changes",
                    "put it in front of that layer, or give its " + learns);
  diagnostics.throw_if_any();
  std::abort();
}

// Sends the training rows through the layers in front of a learner, as often as it wants to see them.
class SampleSource {
 public:
  SampleSource(const Learner& learner, JobGraph& job, const Spec& spec, const Dataset& data, Index rows, const FitOptions& options)
      : wanted_(copy(learner.input)), team_(options.threads > 0 ? options.threads : available_cores()), state_(job.graph.table->element_size), feed_(data), rows_(rows) {
    const std::set<std::string> needed = variables_behind(learner.input);
    state_.declare(job.graph);
    state_.allocate();
    std::uint32_t place = 0;
    for (const Weight& weight : job.forward.weights) {
      const std::uint32_t own = place++;
      if (needed.contains(weight.name))
        state_.write(weight.name, initial_values(weight, own, static_cast<std::uint64_t>(spec.seed)));
    }
    runner_.emplace(job, std::span(&wanted_, 1), state_, team_, CompileOptions{.max_batch = std::min(rows, adapt_batch), .reproducible = options.reproducible});
  }

  Samples samples() {
    return {{wanted_.shape().dims.begin() + 1, wanted_.shape().dims.end()}, [this](const auto& take) {
              feed_.start(0, rows_, adapt_batch);
              for (StepInput input = feed_.next(); !input.rows.empty(); input = feed_.next()) {
                runner_->runner.run(input);
                const auto* values = reinterpret_cast<const float*>(runner_->program.address(wanted_));
                take({values, input.rows.size() * static_cast<std::size_t>(wanted_.shape().size())});
              }
            }};
  }

 private:
  Tensor wanted_;
  Team team_;
  State state_;
  DataFeed feed_;
  Index rows_;
  std::optional<JobRunner> runner_;
};

}  // namespace

bool adapt_layers(Network& network, Spec& spec, const Columns& columns, const Dataset& data, Index train_rows,
                  Diagnostics& diagnostics, const FitOptions& options) {
  for (bool adapted_any = false;; adapted_any = true) {
    const JobGraphPtr job = prediction_graph(network, shapes_of(columns), diagnostics);
    if (job->forward.learners.empty()) return adapted_any;
    const Learner learner = job->forward.learners.front();
    const auto& kind = static_cast<const LayerKind&>(learner.layer.any_kind());
    const std::set<std::string> needed = variables_behind(learner.input);
    for (const Weight& weight : job->forward.weights)
      if (weight.changes && needed.contains(weight.name)) refuse(learner, weight, diagnostics);
    SampleSource source(learner, *job, spec, data, train_rows, options);
    Layer adapted;
    static_cast<AnyComponent&>(adapted) = AnyComponent(kind, kind.adapted(learner.layer.self(), source.samples()));
    if (!(adapted == learner.layer)) replace_component(spec, learner.pointer, adapted);
    network.replace_layer(learner.pointer, adapted);
  }
}

}  // namespace nntrain
