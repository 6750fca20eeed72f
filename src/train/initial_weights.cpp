#include "train/initial_weights.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"

namespace nntrain {

namespace {

constexpr const char* place = "/initial_weights";

std::string weights_text(std::size_t count) { return count_of(static_cast<std::int64_t>(count), "weight"); }

// Which weight of the network has this name; null if none.
const Weight* find(std::span<const Weight> weights, const std::string& name) {
  const auto found = std::ranges::find(weights, name, &Weight::name);
  return found == weights.end() ? nullptr : &*found;
}

// Why a weight was not taken.
std::string refusal(const NamedTensor& given, const Weight* wanted, std::span<const Weight> weights) {
  const std::string text = "not taken: " + quoted(given.name) + " of shape " + shape_text(given.shape);
  if (wanted) return text + ": the network's has shape " + shape_text(wanted->shape.dims);
  std::vector<std::string> names;
  for (const Weight& weight : weights) names.push_back(weight.name);
  const std::string meant = nearest(given.name, std::span<const std::string>(names));
  return text + ": the network has no such weight" + (meant.empty() ? "" : "; did you mean " + quoted(meant) + "?");
}

}  // namespace

void take_initial_weights(std::span<const NamedTensor> given, TrainingRun& run, Diagnostics& diagnostics,
                          const FitOptions& options) {
  const std::span<const Weight> weights = run.known_weights();
  std::vector<std::string> taken, lines;
  for (const NamedTensor& weight : given) {
    const Weight* wanted = find(weights, weight.name);
    if (!wanted || wanted->shape.dims != weight.shape) {
      lines.push_back(refusal(weight, wanted, weights));
    } else if (std::ranges::find(taken, weight.name) != taken.end()) {
      diagnostics.error(place, quoted(weight.name) + " is given twice");
    } else if (!std::ranges::all_of(weight.values, [](float x) { return std::isfinite(x); })) {
      diagnostics.error(place, quoted(weight.name) + " has values that are no numbers", "it comes from a run that diverged");
    } else {
      run.set_weight(weight.name, weight.values);
      taken.push_back(weight.name);
    }
  }
  for (const Weight& weight : weights)
    if (std::ranges::find(taken, weight.name) == taken.end())
      lines.push_back("starts anew: " + quoted(weight.name) + " of shape " + shape_text(weight.shape.dims));
  if (taken.empty() && diagnostics.empty())
    diagnostics.error(place, "none of the " + weights_text(given.size()) + " given is one of the network's",
                      lines.empty() ? "" : lines[0]);
  diagnostics.throw_if_any();
  if (lines.empty()) return options.note("initial weights: all " + weights_text(weights.size()) + " taken");
  std::string report = "initial weights: " + std::to_string(taken.size()) + " of " + weights_text(weights.size()) + " taken: " +
                       list_of(std::span<const std::string>(taken), "and");
  for (const std::string& line : lines) report += "\n  " + line;
  options.warning(report);
}

void take_initial_optimizer(const OptimizerState& given, TrainingRun& run, Diagnostics& diagnostics, const FitOptions& options) {
  const std::vector<NamedTensor> wanted = run.optimizer_state().slots;
  const auto names_of = [](const std::vector<NamedTensor>& slots) {
    std::vector<std::string> list;
    for (const NamedTensor& slot : slots) list.push_back(quoted(slot.name) + " of shape " + shape_text(slot.shape));
    std::ranges::sort(list);
    return list;
  };
  const std::vector<std::string> has = names_of(given.slots), needs = names_of(wanted);
  const char* hint = "of another network, or with other options of the optimizer, --initial-weights takes the weights alone";
  std::vector<std::string> other;
  std::ranges::set_difference(needs, has, std::back_inserter(other));
  const bool lacks = !other.empty();
  if (lacks) diagnostics.error("/optimizer", "the state that is given lacks " + other[0], hint);
  else std::ranges::set_difference(has, needs, std::back_inserter(other));
  if (!lacks && !other.empty()) diagnostics.error("/optimizer", "the state that is given has " + other[0] + ", which this optimizer does not", hint);
  for (const NamedTensor& slot : given.slots)
    if (!std::ranges::all_of(slot.values, [](float x) { return std::isfinite(x); }))
      diagnostics.error("/optimizer", quoted(slot.name) + " has values that are no numbers", "it comes from a run that diverged");
  diagnostics.throw_if_any();
  run.begin_with(given);
  options.note("the optimizer goes on after " + count_of(given.steps, "step"));
}

}  // namespace nntrain
