#include "exchange/keras_optimizer.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "optimizers/nadam.h"

namespace nntrain {

namespace {

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

class StateWriter {
 public:
  StateWriter(const Model& model, const std::vector<Weight>& weights, Hdf5Writer& file)
      : optimizer_(model.spec.optimizer), state_(*model.optimizer), weights_(weights), file_(file) {}

  void write() {
    const auto kept = std::ranges::find(all_kept(), optimizer_.type(), &KeptBy::optimizer);
    if (kept == all_kept().end())
      throw Error(ErrorKind::config, "Keras keeps the state of the optimizer " + std::string(optimizer_.type()) + " in another form", "/optimizer",
                  "export a model that was trained without --include-optimizer");
    file_.dataset(next(), state_.steps);
    if (!optimizer_.call(&OptimizerKind::has_schedule)) number(static_cast<float>(state_.learning_rate));
    group({"average"});
    group({"gradient_accumulator"});
    for (const Slots& slots : kept->groups) group(slots);
    if (const auto* nadam = optimizer_.as<optimizers::Nadam>()) number(nadam->product_of_mu(updates_in(optimizer_, state_.steps)));
  }

 private:
  std::string next() { return "optimizer/vars/" + std::to_string(count_++); }
  void number(float value) { file_.dataset(next(), {}, std::span(&value, 1)); }

  const NamedTensor* find(const Weight& weight, std::string_view slot) const {
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
  void one(const Weight& weight, std::string_view slot) {
    std::vector<Index> shape = weight.shape.dims;
    const NamedTensor* found = find(weight, slot);
    if (optimizer_.type() == "Muon" && !found && slot == "velocity") return;
    if (slot == "rows" || slot == "columns") {
      if (found && shape.size() >= 2) shape.erase(shape.end() - (slot == "rows" ? 1 : 2));
      else shape.clear();
    }
    const std::size_t size = static_cast<std::size_t>(Shape{shape, false}.size());
    if (found && found->values.size() != size)
      throw Error(ErrorKind::model_file, quoted(found->name) + " of shape " + shape_text(found->shape) + " does not fit its weight", "/optimizer/slots", "train the model again");
    const std::vector<float> none(found ? 0 : size);
    file_.dataset(next(), shape, found ? found->values : none);
  }

  const Optimizer& optimizer_;
  const OptimizerState& state_;
  const std::vector<Weight>& weights_;
  Hdf5Writer& file_;
  int count_ = 0;
};

}  // namespace

void write_keras_optimizer(const Model& model, const std::vector<Weight>& weights, Hdf5Writer& file) { StateWriter(model, weights, file).write(); }

}  // namespace nntrain
