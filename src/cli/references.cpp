// nntrain layers [NAME], and the same for the other families: the reference, made from what the config's parser uses.
#include "activations/activation.h"
#include "callbacks/callback.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "config/reference.h"
#include "constraints/constraint.h"
#include "initializers/initializer.h"
#include "layers/layer.h"
#include "losses/loss.h"
#include "metrics/metric.h"
#include "optimizers/optimizer.h"
#include "regularizers/regularizer.h"
#include "schedules/schedule.h"

namespace nntrain {

namespace {

template <class F>
void run_reference(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  const Family& family = family_of<F>;
  const std::string example(family.kind(family.size() > 1 ? 1 : 0).type);
  std::string name;
  CommandLine line(command, arguments);
  line.optional_argument(name, "NAME", "one of them, with all its parameters; without it, the list");
  line.example("nntrain " + std::string(command.name));
  line.example("nntrain " + std::string(command.name) + " " + example);
  if (!line.parse(io)) return;
  io.out(name.empty() ? reference_list(family) : reference_page(family, name));
}

constexpr Command all[] = {
    {"layers", "what \"layers\" may hold", run_reference<LayerFamily>},
    {"optimizers", "what \"optimizer\" may be", run_reference<OptimizerFamily>},
    {"schedules", "what an optimizer's \"learning_rate\" may be, besides a number", run_reference<ScheduleFamily>},
    {"losses", "what \"loss\" may be", run_reference<LossFamily>},
    {"metrics", "what \"metrics\" may hold", run_reference<MetricFamily>},
    {"initializers", "what a layer's initializers may be", run_reference<InitializerFamily>},
    {"activations", "what \"activation\" may be", run_reference<ActivationFamily>},
    {"regularizers", "what a layer's regularizers may be", run_reference<RegularizerFamily>},
    {"constraints", "what a layer's constraints may be", run_reference<ConstraintFamily>},
    {"callbacks", "what \"callbacks\" may hold", run_reference<CallbackFamily>},
};

}  // namespace

std::span<const Command> reference_commands() { return all; }

}  // namespace nntrain
