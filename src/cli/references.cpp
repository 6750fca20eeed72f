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
#include "network/spec.h"
#include "optimizers/optimizer.h"
#include "regularizers/regularizer.h"
#include "schedules/schedule.h"

namespace nntrain {

namespace {

void run_reference(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  const Reference& reference = static_cast<const Reference&>(command);
  const Family& family = *reference.family;
  const std::string example(family.kind(family.size() > 1 ? 1 : 0).type);
  std::string name;
  CommandLine line(command, arguments);
  line.optional_argument(name, "NAME", "one of them, with all its parameters; without it, the list");
  line.example("nntrain " + std::string(command.name));
  line.example("nntrain " + std::string(command.name) + " " + example);
  if (!line.parse(io)) return;
  io.out(name.empty() ? reference_list(family) : reference_page(family, name, reference.place));
}

template <class F>
constexpr Reference reference(std::string_view name, std::string_view summary, const Place& place, bool is_keras = true) {
  return {{name, summary, run_reference}, &family_of<F>, place, is_keras};
}

constexpr Reference all[] = {
    reference<LayerFamily>("layers", "what \"layers\" may hold", {"\"layers\": [", "]", false, own_table<LayerEntry>}),
    reference<OptimizerFamily>("optimizers", "what \"optimizer\" may be", {"\"optimizer\": "}),
    reference<ScheduleFamily>("schedules", "what an optimizer's \"learning_rate\" may be, besides a number",
                              {"\"learning_rate\": "}),
    reference<LossFamily>("losses", "what \"loss\" may be", {"\"loss\": "}),
    reference<MetricFamily>("metrics", "what \"metrics\" may hold", {"\"metrics\": [", "]"}),
    reference<InitializerFamily>("initializers", "what a layer's initializers may be", {"\"kernel_initializer\": "}),
    reference<ActivationFamily>("activations", "what \"activation\" may be", {"\"activation\": "}),
    reference<RegularizerFamily>("regularizers", "what a layer's regularizers may be", {"\"kernel_regularizer\": "}),
    reference<ConstraintFamily>("constraints", "what a layer's constraints may be", {"\"kernel_constraint\": "}),
    reference<ColumnTypeFamily>("columns", "what a column may be in \"columns\" of \"data\"", {"\"columns\": {\"NAME\": ", "}"}, false),
    reference<TreatmentFamily>("treatments", "what may be done to a column's values", {"\"treatment\": [", "]"}, false),
    reference<CallbackFamily>("callbacks", "what \"callbacks\" may hold", {"\"callbacks\": [", "]"}),
};

}  // namespace

std::span<const Reference> reference_commands() { return all; }

}  // namespace nntrain
