#include "train/autopsy.h"

#include <algorithm>
#include <cmath>

#include "graph/op_kind.h"
#include "runtime/watched_run.h"

namespace nntrain {

struct Autopsy::Made {
  int op = -1;           // that made it last
  bool is_bad = false, is_nan = false;
  Index num_samples = 0;  // that are bad, of what is batched
  std::vector<Index> samples;
  double largest = -1;   // finite, by size
  Index largest_sample = 0;
};

// A step's graph, compiled so that each op is an instruction of its own.
struct Autopsy::Watched {
  JobGraphPtr job;
  Program program;
  std::vector<ScalarSlot> numbers;
  std::map<int, Made> made;  // by root

  int root(int value) const {
    while (job->graph.values[static_cast<std::size_t>(value)].root != value) value = job->graph.values[static_cast<std::size_t>(value)].root;
    return value;
  }
  const Value& value(int id) const { return job->graph.values[static_cast<std::size_t>(id)]; }
  const Op& op(int id) const { return job->graph.ops[static_cast<std::size_t>(id)]; }
  const Made* bad(int id) const {
    const auto found = made.find(root(id));
    return found != made.end() && found->second.is_bad ? &found->second : nullptr;
  }
};

namespace {

// "dense/kernel" of "optimizer/dense/kernel/momentum", too.
std::string weight_of(std::string name, std::span<const Weight> weights) {
  constexpr std::string_view slots = "optimizer/";
  if (!name.starts_with(slots)) return name;
  name.erase(0, slots.size());
  for (const Weight& w : weights)
    if (name.starts_with(w.name + "/")) return w.name;
  return name;
}

std::string layer_of(const std::string& weight) { return weight.substr(0, weight.rfind('/')); }

// Σ x² of a value, however it lies.
double squares(const State& state, const Value& value, const std::byte* place, std::size_t axis = 0) {
  if (axis == value.shape.dims.size()) {
    const double x = state.read_element(place);
    return x * x;
  }
  double sum = 0;
  for (Index i = 0; i < value.shape.dims[axis]; ++i)
    sum += squares(state, value, place + i * value.strides[axis] * static_cast<Index>(state.element_size()), axis + 1);
  return sum;
}

}  // namespace

std::string BadOp::text() const {
  const std::string is = is_nan ? " is nan" : " is infinite";
  switch (part) {
    case Part::data: return "a number of the data" + is;
    case Part::forward: return "the output of layer \"" + name + "\"" + is;
    case Part::loss: return (name.empty() ? "the loss" : "the loss of output \"" + name + "\"") + is;
    case Part::gradient: return "the gradient of \"" + name + "\"" + is;
    case Part::update: return "the update of \"" + name + "\"" + is;
  }
  return {};
}

Autopsy::Autopsy(const Spec& spec, const Network& network, const DataShapes& shapes, State& state, std::set<std::string> totals, Index max_batch, bool reproducible)
    : spec_(spec), network_(network), shapes_(shapes), state_(state), totals_(std::move(totals)), max_batch_(max_batch), reproducible_(reproducible) {}

Autopsy::~Autopsy() = default;

// The sums over the weights of each layer of f(weight's name, its gradient), in the order of norms_, which gets its layers here.
template <class F>
std::vector<double> Autopsy::by_layer(const JobGraph& job, F f) {
  std::vector<double> sums(norms_.size());
  for (const auto& [weight, gradient] : job.gradients) {
    const std::string layer = layer_of(weight);
    auto found = std::ranges::find(norms_, layer, [](const auto& entry) { return entry.first; });
    if (found == norms_.end()) {
      found = norms_.insert(norms_.end(), {layer, {}});
      sums.push_back(0);
    }
    sums[static_cast<std::size_t>(found - norms_.begin())] += f(weight, gradient);
  }
  return sums;
}

Autopsy::Watched& Autopsy::watched(StepKind kind) {
  std::unique_ptr<Watched>& w = watched_[kind];
  if (w) return *w;
  w = std::make_unique<Watched>();
  Diagnostics none;  // it has been compiled before
  w->job = training_graph(spec_, network_, shapes_, none, kind);
  std::vector<Tensor> kept;
  for (const auto& [name, gradient] : w->job->gradients) kept.push_back(gradient);
  w->program = compile(w->job->graph, kept, state_, {.max_batch = max_batch_, .threads = 1, .reproducible = reproducible_, .fuse = false});
  for (const std::string& name : number_scalars(spec_.optimizer)) w->numbers.push_back(w->program.scalar(name));
  return *w;
}

Autopsy::Made Autopsy::look(const Watched& w, int id, Index batch) const {
  const Value& value = w.value(id);
  Made made;
  const std::byte* place = w.program.addresses[static_cast<std::size_t>(id)];
  if (!place || !is_contiguous(value)) return made;
  const Index samples = value.shape.batched ? batch : 1;
  for (Index sample = 0; sample < samples; ++sample) {
    bool is_bad = false;
    for (Index i = 0; i < value.shape.size(); ++i, place += state_.element_size()) {
      const double x = state_.read_element(place);
      if (std::isfinite(x)) {
        if (std::fabs(x) <= made.largest) continue;
        made.largest = std::fabs(x);
        made.largest_sample = sample;
      } else {
        is_bad = true;
        if (!made.is_bad) made.is_nan = std::isnan(x);
        made.is_bad = true;
      }
    }
    constexpr std::size_t most = 3;
    if (!is_bad || !value.shape.batched) continue;
    ++made.num_samples;
    if (made.samples.size() < most) made.samples.push_back(sample);
  }
  return made;
}

void Autopsy::step(const StepInput& input, StepKind kind, std::span<const double> numbers) {
  Watched& w = watched(kind);
  last_ = &w;
  w.made.clear();
  const std::vector<double> weights = by_layer(*w.job, [&](const std::string& weight, Tensor) {
    double sum = 0;
    for (const float x : state_.read(weight)) sum += static_cast<double>(x) * static_cast<double>(x);
    return sum;
  });
  for (std::size_t i = 0; i < w.numbers.size(); ++i) w.numbers[i].set(numbers[i]);
  run_watched(w.program, input, [&](std::size_t instruction) {
    const int number = w.program.notes[instruction].op;
    const Op& op = w.op(number);
    const auto note = [&](int id) {
      Made made = look(w, id, static_cast<Index>(input.rows.size()));
      made.op = number;
      w.made[w.root(id)] = std::move(made);
    };
    for (const int id : op.out) note(id);
    for (int k = 0; k < op.kind->writes; ++k) note(op.in[static_cast<std::size_t>(k)]);
  });
  const std::vector<double> gradients = by_layer(*w.job, [&](const std::string&, Tensor gradient) { return squares(state_, gradient.value(), w.program.address(gradient)); });
  for (std::size_t i = 0; i < norms_.size(); ++i) norms_[i].second.push_back({std::sqrt(weights[i]), std::sqrt(gradients[i]) / loss_scale(spec_.optimizer)});
}

std::optional<BadOp> Autopsy::origin() const {
  const Watched& w = *last_;
  // Whose badness matters, in the order of a step: the loss, a gradient, what is updated.
  const Made* bad = w.bad(w.job->objective.loss.id);
  for (std::size_t i = 0; !bad && i < w.job->gradients.size(); ++i) bad = w.bad(w.job->gradients[i].second.id);
  if (!bad)
    for (const auto& [root, made] : w.made)
      if (w.value(root).role == Role::variable && !totals_.contains(w.value(root).name) && made.is_bad && (!bad || made.op < bad->op)) bad = &made;
  if (!bad) return std::nullopt;
  // Back along what is bad to what was made of good numbers.
  for (const Made* before = bad; before;) {
    bad = before;
    before = nullptr;
    for (const int id : w.op(bad->op).in)
      if (const Made* in = w.bad(id); in && in->op < bad->op && (!before || in->op < before->op)) before = in;
  }
  const auto number = static_cast<std::size_t>(bad->op);
  BadOp origin{.part = BadOp::Part::update, .name = {}, .op = std::string(w.op(bad->op).kind->name), .is_nan = bad->is_nan, .num_samples = bad->num_samples, .samples = bad->samples};
  const std::vector<Builder::Call>& calls = w.job->forward.calls;
  if (number < w.job->forward_end) {
    const auto next = std::ranges::find_if(calls, [&](const Builder::Call& call) { return call.first_op > number; });
    origin.part = next == calls.begin() ? BadOp::Part::data : BadOp::Part::forward;
    if (next != calls.begin()) origin.name = std::prev(next)->layer;
  } else if (number < w.job->loss_end) {
    origin.part = BadOp::Part::loss;
    const auto& ends = w.job->objective.loss_ends;
    const auto loss = std::ranges::find_if(ends, [&](const auto& each) { return number < each.second; });
    if (loss != ends.end()) origin.name = loss->first;
  } else {
    if (number < w.job->gradients_end) origin.part = BadOp::Part::gradient;
    // Which weight it is for: the first gradient, or variable, that is reached from it.
    std::set<int> reached;
    const auto is_reached = [&](int id) { return reached.contains(w.root(id)); };
    const auto name_weight = [&]() -> std::string {
      for (std::size_t i = number; i < w.job->graph.ops.size(); ++i) {
        const Op& op = w.op(static_cast<int>(i));
        if (i > number && std::ranges::none_of(op.in, is_reached)) continue;
        for (const int id : op.out) reached.insert(w.root(id));
        if (op.kind->writes > 0) return weight_of(w.value(w.root(op.in[0])).name, w.job->forward.weights);
        for (const auto& [name, gradient] : w.job->gradients)
          if (is_reached(gradient.id)) return name;
      }
      return {};
    };
    origin.name = name_weight();
  }
  if (origin.samples.empty()) {
    const Made* largest = nullptr;
    for (const int id : w.op(bad->op).in) {
      const auto found = w.made.find(w.root(id));
      if (found != w.made.end() && w.value(found->first).shape.batched && (!largest || found->second.largest > largest->largest)) largest = &found->second;
    }
    if (largest && largest->largest >= 0) origin.samples = {largest->largest_sample};
  }
  return origin;
}

}  // namespace nntrain
