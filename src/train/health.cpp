#include "train/health.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/text.h"
#include "train/chance.h"
#include "train/data_feed.h"
#include "train/trial.h"

namespace nntrain {

namespace {

constexpr Index most_rows = 1000;

const std::vector<double>* series(const History& history, std::string_view name) {
  const auto found = std::ranges::find(history, name, [](const auto& entry) { return std::string_view(entry.first); });
  return found == history.end() ? nullptr : &found->second;
}

// What a layer's numbers come from, and whether they are at its ends.
struct Curve {
  std::string_view op;
  float low, high;
};
constexpr Curve curves[] = {{"sigmoid", 0.001f, 0.999f}, {"tanh", -0.998f, 0.998f}};

// What is gathered of the numbers of a layer, over all rows.
struct Watched {
  std::string layer;
  Tensor value;
  const Curve* curve = nullptr;  // none: a relu
  bool is_output = false;
  std::vector<bool> is_alive = {};  // by unit
  double num_at_end = 0, count = 0;

  void add(const Program& program, Index batch) {
    const Index units = value.shape().cols(), numbers = value.shape().size() * batch;
    is_alive.resize(static_cast<std::size_t>(units));
    count += static_cast<double>(numbers);
    for (Index i = 0; i < numbers; ++i) {
      const float x = program.element(value, i);
      if (!curve && x > 0) is_alive[static_cast<std::size_t>(i % units)] = true;
      if (curve && (x < curve->low || x > curve->high)) ++num_at_end;
    }
  }
};

std::vector<Watched> watched_of(const Network& network, const JobGraph& job) {
  std::vector<Watched> list;
  const LayerGraph& graph = network.graph();
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    for (const Tensor value : job.forward.values[i]) {
      Watched w{graph.layer_of(graph.nodes()[i]).name, value};
      for (const Curve& curve : curves)
        if (made_by(value, curve.op)) w.curve = &curve;
      if ((!w.curve && !made_by(value, "relu")) || !value.shape().batched || !is_contiguous(value.value())) continue;
      for (const GraphOutput& output : graph.outputs()) w.is_output |= output.source.node == static_cast<int>(i);
      list.push_back(std::move(w));
    }
  }
  return list;
}

}  // namespace

bool Health::can_look(double step_cost, Index batch_size, Index steps_done) const {
  constexpr double compiling = 8e6, steps_worth = 20;  // of the gradients, taken op by op
  const double forward = static_cast<double>(most_rows) / static_cast<double>(3 * batch_size);
  const double look = compiling + (steps_worth + forward) * step_cost;
  return static_cast<double>(steps_done) * step_cost >= 100 * look * static_cast<double>(num_looks_ + 1);
}

void Health::tell(const std::string& what, std::string line) {
  if (std::ranges::none_of(found_, [&](const auto& entry) { return entry.first == what; })) found_.emplace_back(what, std::move(line));
}

std::vector<std::string> Health::news() {
  const std::vector<std::string> all = lines();
  std::vector<std::string> list(all.begin() + std::clamp<std::int64_t>(told_, 0, static_cast<std::int64_t>(all.size())), all.end());
  told_ = static_cast<std::int64_t>(all.size());
  return list;
}

std::vector<std::string> Health::lines() const {
  std::vector<std::string> list;
  for (const auto& [what, line] : found_) list.push_back(line);
  return list;
}

void Health::look_at_history(const Spec& spec, const History& history) {
  constexpr std::size_t patience = 5;
  constexpr double much = 1.1;
  const std::vector<double>*loss = series(history, "loss"), *validation = series(history, "val_loss");
  if (!loss || !validation || validation->size() != loss->size()) return;
  const auto best = static_cast<std::size_t>(std::ranges::min_element(*validation) - validation->begin());
  if (loss->size() < best + 1 + patience || !(validation->back() > much * (*validation)[best]) || !(loss->back() < (*loss)[best])) return;
  for (std::size_t i = best + 1; i < loss->size(); ++i)
    if ((*validation)[i] < much * (*validation)[best] && i + patience >= loss->size()) return;  // it comes and goes
  if (std::ranges::any_of(spec.callbacks, [](const Callback& callback) { return callback.type() == "EarlyStopping"; })) return;  // which is seen to
  const auto epoch = [&](std::size_t i) { return std::to_string(static_cast<std::int64_t>(i) + 1 + spec.initial_epoch); };
  tell("validation", "the loss of the validation rises, from " + four_digits((*validation)[best]) + " after epoch " + epoch(best) + " to " + four_digits(validation->back()) + " after epoch " +
                         epoch(loss->size() - 1) + ", while that of the training falls: the network learns its rows by heart; EarlyStopping with restore_best_weights, Dropout or fewer units help");
}

void Health::look(const Patient& patient, const History& history) {
  ++num_looks_;
  Diagnostics none;  // it has been compiled before
  const JobGraphPtr job = prediction_graph(patient.network, patient.shapes, none);
  look_at_units(patient, *job);
  look_at_gradients(patient);
  look_at_loss(patient, *job, history);
  for (const auto* matrices : {&patient.data.inputs, &patient.data.targets, &patient.data.weights})
    for (const Matrix& m : *matrices) m.values.storage().relax();
}

void Health::look_at_units(const Patient& patient, JobGraph& job) {
  std::vector<Watched> list = watched_of(patient.network, job);
  if (list.empty()) return;
  const std::vector<Index> rows = spread_rows(patient.train_rows, std::min(patient.train_rows, most_rows));
  const Index batch = std::min<Index>(patient.spec.batch_size, static_cast<Index>(rows.size()));
  std::vector<Tensor> kept;
  for (const Watched& w : list) kept.push_back(w.value);
  const Program program = compile(job.graph, kept, patient.state, {.max_batch = batch, .threads = 1, .reproducible = patient.reproducible, .fuse = false});
  Runner runner(program, patient.team);
  const DataFeed feed(patient.data);
  for (Index begin = 0; begin < static_cast<Index>(rows.size()); begin += batch) {
    const auto size = std::min(batch, static_cast<Index>(rows.size()) - begin);
    runner.run(feed.at(std::span(rows).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size))));
    for (Watched& w : list) w.add(program, size);
  }
  const std::string of_rows = " for all of " + count_of(static_cast<Index>(rows.size()), "row");
  for (const Watched& w : list) {
    const auto units = static_cast<Index>(w.is_alive.size()), dead = static_cast<Index>(std::ranges::count(w.is_alive, false));
    constexpr double saturated_share = 0.9;
    const double share = w.num_at_end / w.count;
    if (!w.curve && 2 * dead > units)
      tell("dead " + w.layer, "layer " + quoted(w.layer) + ": " + std::to_string(dead) + " of its " + count_of(units, "unit") + (units == 1 ? " is 0" : " are 0") + of_rows +
                                  ", so that no gradient reaches them: lower learning_rate, or take \"leaky_relu\"");
    if (w.curve && !w.is_output && share > saturated_share)
      tell("saturated " + w.layer, "layer " + quoted(w.layer) + ": " + std::to_string(static_cast<int>(share * 100)) + " % of its numbers are at the ends of " + std::string(w.curve->op) +
                                       ", which let hardly any gradient pass: scale what it takes (Normalization, BatchNormalization), or lower learning_rate");
  }
}

void Health::look_at_gradients(const Patient& patient) {
  const std::vector<Index> rows = spread_rows(patient.train_rows, std::min<Index>(patient.train_rows, patient.spec.batch_size));
  const std::vector<double> numbers(number_scalars(patient.spec.optimizer).size());
  patient.guard.keep();
  const DataFeed feed(patient.data);
  patient.autopsy.step(feed.at(rows), StepKind::update, numbers);
  patient.guard.restore();
  const auto& norms = patient.autopsy.norms();
  constexpr double far = 1e4;
  if (norms.size() < 2) return;
  const auto& [first_layer, first_steps] = norms.front();
  const auto& [last_layer, last_steps] = norms.back();
  const double first = first_steps[0].gradients, last = last_steps[0].gradients;
  const std::string both = "layer " + quoted(first_layer) + " is " + four_digits(first) + ", in layer " + quoted(last_layer) + " " + four_digits(last);
  const bool is_cut = std::ranges::any_of(found_, [](const auto& entry) { return entry.first.starts_with("dead"); });
  if (last > 0 && first < last / far && !(first == 0 && is_cut))
    tell("vanishing", "gradients vanish on their way back: their norm in " + both + "; \"relu\", BatchNormalization or fewer layers let them pass");
  if (last > 0 && first > last * far)
    tell("exploding", "gradients explode on their way back: their norm in " + both + "; smaller first weights, BatchNormalization or clipnorm keep them in bounds");
}

void Health::look_at_loss(const Patient& patient, const JobGraph& job, const History& history) {
  const bool is_plain = job.forward.losses.empty() && std::ranges::none_of(job.forward.weights, [](const Weight& w) { return w.regularizer.has_value(); }) &&
                        std::ranges::all_of(patient.data.weights, [](const Matrix& m) { return m.width == 0; });
  const std::vector<double>*loss = series(history, "loss"), *validation = series(history, "val_loss");
  if (!is_plain || !loss || loss->empty()) return;
  constexpr Index enough_rows = 100'000;
  const Shape& output = job.forward.outputs[0].shape();
  const std::optional<double> chance = chance_of(patient.network, output.cols(), patient.data.targets[0], std::min(patient.train_rows, enough_rows));
  const double best = validation && !validation->empty() ? std::min(loss->back(), validation->back()) : loss->back();
  if (!chance || *chance <= 0 || best < *chance) return;
  tell("chance", "the loss, " + four_digits(loss->back()) + ", is no better than " + four_digits(*chance) + ", that of an answer that is the same for all rows: look at the inputs, their scale, and learning_rate (\"nntrain check\" tries both)");
}

}  // namespace nntrain
