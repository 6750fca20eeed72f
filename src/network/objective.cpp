#include "network/objective.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "losses/reduce.h"

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

LossView::LossView(const LoggedValue& loss, const State& state) : state_(state) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const std::string& name = loss.totals[i / 2].name;
    places_[i] = state.address(i % 2 == 0 ? name : name + "/lost");
  }
  const bool is_double = state.element_size() == sizeof(double);
  exponent_ = reinterpret_cast<const std::uint32_t*>(places_[0]) + (is_double ? 1 : 0);
  exponent_mask_ = is_double ? 0x7ff00000u : 0x7f800000u;
}

double LossView::value() const {
  const auto total = [&](std::size_t i) { return state_.read_element(places_[2 * i]) + state_.read_element(places_[2 * i + 1]); };
  const double totals[] = {total(0), total(1)};
  return static_cast<double>(static_cast<float>(mean_result(totals)));
}

void Objective::reset(State& state) const {
  for (const LoggedValue& value : values)
    for (const Totals::Total& t : value.totals) {
      state.set_zero(t.name);
      state.set_zero(t.name + "/lost");
    }
}

namespace {

// Emits the losses and metrics of the heads, one after another, into an Objective.
class Emitter {
 public:
  Emitter(const Network& network, Graph& graph, const Forward& forward, std::span<const Truth> truths,
          const std::string& prefix, Diagnostics& diagnostics)
      : network_(network), graph_(graph), forward_(forward), truths_(truths), prefix_(prefix), diagnostics_(diagnostics) {}

  Objective emit() {
    std::vector<LoggedValue> losses;
    const auto num_losses = std::ranges::count_if(heads(), [](const Head& head) { return bool(head.loss); });
    for (std::size_t k = 0; k < heads().size(); ++k) {
      if (!heads()[k].loss) continue;
      at_place(diagnostics_, heads()[k].loss_pointer, [&] {
        const Tensor loss = loss_of(k);
        if (num_losses > 1) losses.push_back(logged_loss(graph_, prefix_, heads()[k].name + "_loss", loss));
        add(loss * heads()[k].loss_weight);
      });
      if (num_losses > 1) objective_.loss_ends.emplace_back(heads()[k].name, graph_.ops.size());
    }
    for (const Weight& weight : forward_.weights)
      if (weight.regularizer)
        for_weight(diagnostics_, "regularizer", weight,
                   [&] { add(weight.regularizer->call(&RegularizerKind::penalty, weight.tensor)); });
    for (const Tensor loss : forward_.losses) add(loss);
    objective_.values.push_back(logged_loss(graph_, prefix_, "loss", objective_.loss));
    objective_.values.insert(objective_.values.end(), losses.begin(), losses.end());
    if (kept_apart_ > 0) objective_.loss = objective_.loss * scalar(graph_, "batch_size") * static_cast<double>(kept_apart_);
    emit_metrics(&Head::metrics, false);
    emit_metrics(&Head::weighted_metrics, true);
    return std::move(objective_);
  }

 private:
  const std::vector<Head>& heads() const { return network_.heads(); }
  void add(Tensor loss) { objective_.loss = objective_.loss ? objective_.loss + loss : loss; }

  Tensor loss_of(std::size_t k) {
    const Loss& loss = heads()[k].loss;
    const Reduction reduction = loss.call(&LossKind::reduction);
    const Tensor rows = loss.call(&LossKind::call, truths_[k].target, forward_.outputs[k]);
    if (reduction == Reduction::none && (rows.shape().batched || truths_[k].weights)) kept_apart_ = rows.shape().size();
    Tensor counted = loss.call(&LossKind::mask, truths_[k].target);
    if (forward_.masks[k] && rows.shape().batched) {
      const Tensor mask = losses::mask_of(forward_.masks[k], rows.shape());
      counted = counted ? counted * mask : mask;
    }
    return losses::reduce_rows(rows, truths_[k].weights, counted, reduction);
  }

  void emit_metrics(std::vector<HeadMetric> Head::*metrics, bool weighted) {
    for (std::size_t k = 0; k < heads().size(); ++k) {
      const Head& head = heads()[k];
      const std::string output = heads().size() > 1 ? head.name + "_" : "";
      for (const auto& [entry, pointer] : head.*metrics) {
        const std::string own = entry.name.empty() ? entry.metric.call(&MetricKind::name) : entry.name;
        const std::string name = logged_name(output, own, weighted);
        Totals totals(graph_, prefix_ + "/" + name, weighted ? truths_[k].weights : Tensor{}, forward_.masks[k]);
        const Metric& metric = entry.metric;
        at_place(diagnostics_, pointer, [&] {
          metric.call(&MetricKind::update, totals, in_user_unit(truths_[k].target, truths_[k].undo),
                      in_user_unit(forward_.outputs[k], truths_[k].undo));
        });
        objective_.values.push_back({name, totals.list(), entry.metric});
      }
    }
  }

  // Losses train on treated targets; metrics are in the unit of the table.
  Tensor in_user_unit(Tensor x, const std::vector<Undo>& undo) {
    if (undo.empty()) return x;
    std::vector<double> scales, offsets, is_log;
    for (const Undo& column : undo) {
      scales.push_back(column.scale);
      offsets.push_back(column.offset);
      is_log.push_back(column.exp_minus_one);
    }
    const std::vector<Index> sample(x.shape().dims.begin() + 1, x.shape().dims.end());
    const auto along_columns = [&](const std::vector<double>& values) { return numbers(graph_, sample, values); };
    const Tensor linear = x * along_columns(scales) + along_columns(offsets);
    if (std::ranges::count(is_log, 1.0) == 0) return linear;
    if (std::ranges::count(is_log, 0.0) == 0) return expm1(linear);
    return select(along_columns(is_log), expm1(linear), linear);
  }

  // As Keras: the second metric of a name is accuracy_1, and weighted_accuracy if it is the first weighted one.
  std::string logged_name(const std::string& output, const std::string& own, bool weighted) const {
    std::string name = output + own;
    if (weighted && is_taken(name)) name = output + "weighted_" + own;
    std::string unique = name;
    for (int k = 1; is_taken(unique); ++k) unique = name + "_" + std::to_string(k);
    return unique;
  }
  bool is_taken(const std::string& name) const {
    return std::any_of(objective_.values.begin(), objective_.values.end(), [&](const LoggedValue& v) { return v.name == name; });
  }

  const Network& network_;
  Graph& graph_;
  const Forward& forward_;
  std::span<const Truth> truths_;
  const std::string& prefix_;
  Diagnostics& diagnostics_;
  Objective objective_;
  Index kept_apart_ = 0;  // how many losses a sample are not reduced ("none"): training follows the gradient of their sum
};

}  // namespace

Objective emit_objective(const Network& network, Graph& graph, const Forward& forward, std::span<const Truth> truths,
                         const std::string& prefix, Diagnostics& diagnostics) {
  return Emitter(network, graph, forward, truths, prefix, diagnostics).emit();
}

void emit_constraints(std::span<const Weight> weights, std::span<const std::string> updated, Diagnostics& diagnostics) {
  for (const Weight& weight : weights)
    if (weight.constraint && std::ranges::find(updated, weight.name) != updated.end())
      for_weight(diagnostics, "constraint", weight,
                 [&] { assign(weight.tensor, weight.constraint->call(&ConstraintKind::allowed, weight.tensor)); });
}

}  // namespace nntrain
