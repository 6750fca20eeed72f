#include "exchange/keras_optimizer.h"

#include <algorithm>
#include <functional>

#include "base/error.h"
#include "base/text.h"
#include "exchange/keras_weights.h"
#include "optimizers/nadam.h"
#include "train/prediction_network.h"

namespace nntrain {

namespace {

constexpr std::string_view variables = "optimizer/vars/", legacy_group = "optimizer_weights", first_of_keras_3 = "/iteration";

using Slots = std::vector<std::string_view>;  // of one weight, before those of the next

// In the order in which Keras' optimizers make them; what a job has no use for is not there.
struct KeptBy {
  std::string_view optimizer;
  std::vector<Slots> groups;
};
const std::vector<KeptBy>& all_kept() {
  static const std::vector<KeptBy> all{
      {"SGD", {{"momentum"}}},
      {"RMSprop", {{"velocity"}, {"momentum"}, {"average_gradient"}}},
      {"Adam", {{"momentum", "velocity"}, {"velocity_hat"}}},
      {"AdamW", {{"momentum", "velocity"}, {"velocity_hat"}}},
      {"Adamax", {{"momentum", "norm"}}},
      {"Nadam", {{"momentum", "velocity"}}},
      {"Lamb", {{"momentum", "velocity"}}},
      {"ScheduleFreeAdamW", {{"momentum", "velocity"}}},
      {"Adadelta", {{"accumulated_grad", "accumulated_delta_var"}}},
      {"Adagrad", {{"accumulator"}}},
      {"Ftrl", {{"accumulator", "linear"}}},
      {"Lion", {{"momentum"}}},
      {"Muon", {{"momentum", "velocity"}}},
      {"Adafactor", {{"rows", "columns", "velocity"}}},
  };
  return all;
}

// Goes through the variables of Keras' optimizer in their order, and calls what is told to be done with each at its place.
class StateWalk {
 public:
  StateWalk(const Optimizer& optimizer, OptimizerState& state, const std::vector<Weight>& weights) : optimizer_(optimizer), state_(state), weights_(weights) {}

  std::function<void(int place)> on_steps;
  std::function<void(int place, double number, double* of_state)> on_number;                              // of_state: null where the state has it not
  std::function<void(int place, const std::vector<Index>& shape, NamedTensor* slot)> on_slot;  // null: Keras has one more

  // False: Keras keeps this optimizer's state in another form.
  bool walk() {
    const auto kept = std::ranges::find(all_kept(), optimizer_.type(), &KeptBy::optimizer);
    if (kept == all_kept().end()) return false;
    on_steps(next());
    if (!optimizer_.call(&OptimizerKind::has_schedule)) on_number(next(), state_.learning_rate, &state_.learning_rate);
    group({"average"});
    group({"gradient_accumulator"});
    for (const Slots& slots : kept->groups) group(slots);
    if (const auto* nadam = optimizer_.as<optimizers::Nadam>()) on_number(next(), nadam->product_of_mu(updates_in(optimizer_, state_.steps)), nullptr);
    return true;
  }
  int count() const { return count_; }

 private:
  int next() { return count_++; }

  NamedTensor* find(const Weight& weight, std::string_view slot) const {
    const auto found = std::ranges::find(state_.slots, "optimizer/" + weight.name + "/" + std::string(slot), &NamedTensor::name);
    return found == state_.slots.end() ? nullptr : &*found;
  }
  bool is_kept(const Slots& slots) const {
    return std::ranges::any_of(weights_, [&](const Weight& weight) { return std::ranges::any_of(slots, [&](auto slot) { return find(weight, slot); }); });
  }

  void group(const Slots& slots) {
    if (!is_kept(slots)) return;
    for (const Weight& weight : weights_)
      if (weight.trainable)
        for (const std::string_view slot : slots) one(weight, slot);
  }

  // Keras has a variable also where ours is not needed: of weights that no gradient reaches, and those that Adafactor does not use.
  void one(const Weight& weight, std::string_view name) {
    std::vector<Index> shape = weight.shape.dims;
    NamedTensor* found = find(weight, name);
    if (optimizer_.type() == "Muon" && !found && name == "velocity") return;
    if (name == "rows" || name == "columns") {
      if (found && shape.size() >= 2) shape.erase(shape.end() - (name == "rows" ? 1 : 2));
      else shape.clear();
    }
    if (found && found->values.size() != static_cast<std::size_t>(Shape{shape, false}.size()))
      throw Error(ErrorKind::model_file, quoted(found->name) + " of shape " + shape_text(found->shape) + " does not fit its weight", "/optimizer/slots", "train the model again");
    on_slot(next(), shape, found);
  }

  const Optimizer& optimizer_;
  OptimizerState& state_;
  const std::vector<Weight>& weights_;
  int count_ = 0;
};

// What the optimizer of a model keeps from step to step, all zero.
std::vector<NamedTensor> slots_of(const Model& model, const Network& network) {
  Diagnostics diagnostics;
  const JobGraphPtr training = training_graph(model.spec, network, shapes_of(model.columns), diagnostics);
  std::vector<NamedTensor> slots;
  for (std::size_t i = 0; i < training->graph.values.size(); ++i) {
    const Value& value = training->graph.values[i];
    if (value.role != Role::variable || value.root != static_cast<int>(i) || !value.name.starts_with("optimizer/")) continue;
    slots.push_back({value.name, value.shape.dims, std::vector<float>(static_cast<std::size_t>(value.shape.size()))});
  }
  return slots;
}

// kept: the variables of the file in their order.
std::optional<OptimizerState> read_state(const std::vector<const Hdf5File::Dataset*>& kept, const Model& model) {
  if (kept.empty()) return std::nullopt;
  const PredictionNetwork network(model);
  OptimizerState state;
  try {
    state.slots = slots_of(model, network.network);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::config) throw;
    return std::nullopt;  // what cannot be trained here can still predict
  }
  bool fits = true;
  const auto find = [&](int place, std::span<const Index> shape) {
    const Hdf5File::Dataset* found = static_cast<std::size_t>(place) < kept.size() ? kept[static_cast<std::size_t>(place)] : nullptr;
    fits = fits && found && found->holds_numbers(shape);
    return fits ? found : nullptr;
  };
  StateWalk walk(model.spec.optimizer, state, network.forward().weights);
  walk.on_steps = [&](int place) {
    if (const auto* found = find(place, {})) state.steps = static_cast<std::int64_t>(found->values[0]);
  };
  walk.on_number = [&](int place, double, double* of_state) {
    if (const auto* found = find(place, {}); found && of_state) *of_state = static_cast<double>(found->values[0]);
  };
  walk.on_slot = [&](int place, const std::vector<Index>& shape, NamedTensor* slot) {
    if (const auto* found = find(place, shape); found && slot) slot->values = found->values;
  };
  if (!walk.walk() || !fits || kept.size() != static_cast<std::size_t>(walk.count())) return std::nullopt;
  if (model.spec.optimizer.call(&OptimizerKind::has_schedule)) state.learning_rate = static_cast<double>(static_cast<float>(model.spec.optimizer.call(&OptimizerKind::rate_at, state.steps + 1, 0.0)));
  return state;
}

}  // namespace

void write_keras_optimizer(const Model& model, const std::vector<Weight>& weights, Hdf5Writer& file) {
  const auto path_of = [](int place) { return std::string(variables) + std::to_string(place); };
  OptimizerState state = *model.optimizer;
  StateWalk walk(model.spec.optimizer, state, weights);
  walk.on_steps = [&](int place) { file.dataset(path_of(place), state.steps); };
  walk.on_number = [&](int place, double number, double*) {
    const auto value = static_cast<float>(number);
    file.dataset(path_of(place), {}, std::span(&value, 1));
  };
  walk.on_slot = [&](int place, const std::vector<Index>& shape, const NamedTensor* slot) {
    const std::vector<float> none(slot ? 0 : static_cast<std::size_t>(Shape{shape, false}.size()));
    file.dataset(path_of(place), shape, slot ? slot->values : none);
  };
  if (!walk.walk())
    throw Error(ErrorKind::config, "Keras keeps the state of the optimizer " + std::string(model.spec.optimizer.type()) + " in another form", "/optimizer",
                "export a model that was trained without --include-optimizer");
}

std::optional<OptimizerState> read_keras_optimizer(const Hdf5File& file, const Model& model) {
  std::vector<const Hdf5File::Dataset*> kept;
  while (const Hdf5File::Dataset* next = file.dataset(std::string(variables) + std::to_string(kept.size()))) kept.push_back(next);
  const auto all = std::ranges::count_if(file.datasets, [](const Hdf5File::Dataset& dataset) { return dataset.path.starts_with(variables); });
  return static_cast<std::size_t>(all) == kept.size() ? read_state(kept, model) : std::nullopt;
}

std::optional<OptimizerState> read_legacy_optimizer(const Hdf5File& file, const Model& model) {
  const std::vector<std::string> names = keras_names(file, std::string(legacy_group), "weight_names");
  if (names.empty() || !names[0].ends_with(first_of_keras_3)) return std::nullopt;
  std::vector<const Hdf5File::Dataset*> kept;
  for (const std::string& name : names) kept.push_back(file.dataset(std::string(legacy_group) + "/" + name));
  return read_state(kept, model);
}

}  // namespace nntrain
