#include "network/objective.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

namespace {

// Reports a config Error thrown by `f` at `pointer`.
template <class F>
void at_place(Diagnostics& diagnostics, const std::string& pointer, F f) {
  try {
    f();
  } catch (const Error& e) {
    if (e.kind != ErrorKind::config) throw;
    diagnostics.error(pointer, e.message, e.hint);
    diagnostics.throw_if_any();
  }
}

// The same for what a layer wants of one of its weights.
template <class F>
void for_weight(Diagnostics& diagnostics, const std::string& what, const Weight& weight, F f) {
  at_place(diagnostics, "/layers", [&] {
    try {
      f();
    } catch (Error& e) {
      e.message = what + " of the weight " + quoted(weight.name) + ": " + e.message;
      throw;
    }
  });
}

// The loss of the batch from the losses of its rows (B, ..., 1).
Tensor reduced(Tensor rows, Reduction reduction) {
  const Tensor total = sum_all(rows);
  if (reduction == Reduction::sum) return total;
  return total * (scalar(*rows.graph, "inverse_batch_size") * (1.0 / static_cast<double>(rows.shape().size())));
}

// Keras calls the second metric of a name accuracy_1.
std::string unique_name(const std::vector<LoggedValue>& values, const std::string& name) {
  std::string unique = name;
  for (int k = 1; std::any_of(values.begin(), values.end(), [&](const LoggedValue& v) { return v.name == unique; }); ++k)
    unique = name + "_" + std::to_string(k);
  return unique;
}

// The mean over samples of a value that each batch has one of.
LoggedValue logged_loss(Graph& graph, const std::string& prefix, std::string name, Tensor loss) {
  Totals totals(graph, prefix + "/" + name);
  totals.add("total", loss * totals.batch_size());
  totals.add("count", totals.batch_size());
  return {std::move(name), totals.list(), std::nullopt};
}

}  // namespace

double LoggedValue::result(const State& state) const {
  std::vector<double> numbers;
  for (const Totals::Total& t : totals)
    for (Index i = 0; i < t.size; ++i) numbers.push_back(state.read_element(t.name, i) + state.read_element(t.name + "/lost", i));
  const double exact = metric ? metric->call(&MetricKind::result, std::span<const double>(numbers)) : mean_result(numbers);
  return static_cast<double>(static_cast<float>(exact));
}

void Objective::reset(State& state) const {
  for (const LoggedValue& value : values)
    for (const Totals::Total& t : value.totals) {
      state.set_zero(t.name);
      state.set_zero(t.name + "/lost");
    }
}

Objective emit_objective(const Network& network, Graph& graph, const Forward& forward, std::span<const Tensor> targets,
                         const std::string& prefix, Diagnostics& diagnostics) {
  const auto& heads = network.heads();
  const bool several = heads.size() > 1;
  const auto name_of = [&](const Head& head) { return network.nodes()[static_cast<std::size_t>(head.node)].name; };
  Objective objective;
  std::vector<LoggedValue> losses;
  for (std::size_t k = 0; k < heads.size(); ++k)
    at_place(diagnostics, heads[k].loss_pointer, [&] {
      const Tensor rows = heads[k].loss.call(&LossKind::call, targets[k], forward.outputs[k]);
      const Tensor loss = reduced(rows, heads[k].loss.call(&LossKind::reduction));
      if (several) losses.push_back(logged_loss(graph, prefix, name_of(heads[k]) + "_loss", loss));
      const Tensor weighted = loss * heads[k].loss_weight;
      objective.loss = objective.loss ? objective.loss + weighted : weighted;
    });
  for (const Weight& weight : forward.weights)
    if (weight.regularizer)
      for_weight(diagnostics, "regularizer", weight, [&] {
        objective.loss = objective.loss + weight.regularizer->call(&RegularizerKind::penalty, weight.tensor);
      });
  for (const Tensor loss : forward.losses) objective.loss = objective.loss + loss;
  objective.values.push_back(logged_loss(graph, prefix, "loss", objective.loss));
  objective.values.insert(objective.values.end(), losses.begin(), losses.end());
  for (std::size_t k = 0; k < heads.size(); ++k)
    for (std::size_t m = 0; m < heads[k].metrics.size(); ++m) {
      const MetricEntry& entry = heads[k].metrics[m];
      const std::string own = entry.name.empty() ? entry.metric.call(&MetricKind::name) : entry.name;
      const std::string name = unique_name(objective.values, several ? name_of(heads[k]) + "_" + own : own);
      Totals totals(graph, prefix + "/" + name);
      at_place(diagnostics, child_pointer(heads[k].metrics_pointer, m),
               [&] { entry.metric.call(&MetricKind::update, totals, targets[k], forward.outputs[k]); });
      objective.values.push_back({name, totals.list(), entry.metric});
    }
  return objective;
}

void emit_constraints(std::span<const Weight> weights, std::span<const std::string> updated, Diagnostics& diagnostics) {
  for (const Weight& weight : weights)
    if (weight.constraint && std::ranges::find(updated, weight.name) != updated.end())
      for_weight(diagnostics, "constraint", weight,
                 [&] { assign(weight.tensor, weight.constraint->call(&ConstraintKind::allowed, weight.tensor)); });
}

}  // namespace nntrain
