#include "suggest/network.h"

#include <algorithm>

#include "base/text.h"
#include "callbacks/early_stopping.h"
#include "layers/dense.h"
#include "layers/dropout.h"
#include "layers/rescaling.h"
#include "losses/loss.h"
#include "metrics/auc.h"
#include "metrics/root_mean_squared_error.h"
#include "optimizers/adam.h"
#include "regularizers/l2.h"

namespace nntrain::suggest {

namespace {

// What fits a number of rows. Found by trials on the data sets of data/README.md, whose table scripts/quality makes.
struct Recipe {
  const char* activation;
  std::vector<int> units;
  double input_dropout, dropout, l2, learning_rate;
  std::int64_t batch_size, epochs;
  int patience;
};

Recipe recipe_for(Task task, std::int64_t rows) {
  // Few rows want much that holds back.
  if (rows < 500) return {"tanh", {64}, 0.1, 0.2, 1e-3, 0.003, 32, 200, 20};
  // Targets that are nearly a function of the inputs lose by dropout, which classes gain from.
  const bool is_number = task == Task::number;
  if (rows < 20'000) return {"relu", {64, 64}, 0, is_number ? 0 : 0.2, is_number ? 1e-3 : 1e-4, 0.002, 32, 200, 20};
  return {"relu", {128, 64}, 0, is_number ? 0 : 0.1, 0, 0.001, 128, 60, 6};
}

class Maker {
 public:
  Maker(const Target& target, const Sizes& sizes, Suggestion& suggestion)
      : target_(target), sizes_(sizes), recipe_(recipe_for(target.task, sizes.train_rows)), spec_(suggestion.spec), suggestion_(suggestion) {}

  void make() {
    add_layers();
    add_objective();
    add_training();
  }

 private:
  void add(Layer layer, const std::string& reason = {}) {
    if (!reason.empty()) say("/layers/" + std::to_string(spec_.layers.size()), reason);
    spec_.layers.push_back({.layer = std::move(layer)});
  }
  void say(std::string pointer, std::string text) { suggestion_.reasons.push_back({std::move(pointer), std::move(text)}); }

  void add_layers() {
    if (sizes_.pixel_scale > 0)
      add(Rescaling{.scale = {{1 / sizes_.pixel_scale}}}, "all inputs are whole numbers from 0 to " + to_text(sizes_.pixel_scale) + ", as pixels are: made 0 to 1");
    const std::string sizes = "about " + count_of(sizes_.inputs, "number") + " a row, " + count_of(sizes_.train_rows, "row") + " to learn from";
    if (recipe_.input_dropout > 0) add(Dropout{.rate = recipe_.input_dropout}, sizes + ", so few that noise must keep them from being learned by heart");
    for (const int& units : recipe_.units) {
      Dense dense{.units = units, .activation = recipe_.activation};
      if (recipe_.l2 > 0) dense.kernel_regularizer = L2{.l2 = recipe_.l2};
      const bool is_first = &units == recipe_.units.data() && recipe_.input_dropout == 0;
      add(dense, is_first ? sizes : "");
      if (recipe_.dropout > 0) add(Dropout{.rate = recipe_.dropout});
    }
    if (target_.task == Task::classes) add(Dense{.units = static_cast<int>(target_.num_classes), .activation = "softmax"}, "a share for each class");
    else if (target_.task == Task::yes_no) add(Dense{.units = 1, .activation = "sigmoid"}, "the chance of " + quoted(target_.second_class, 30));
    else add(Dense{.units = 1}, "the number");
  }

  void add_objective() {
    std::vector<MetricGroup> metrics;
    const auto metric = [&](Metric m, std::string name) { metrics.push_back(OneOrMany<MetricEntry>{{{std::move(m), std::move(name)}}}); };
    switch (target_.task) {
      case Task::number:
        spec_.loss.value = std::optional<Loss>("mse");
        metric("mae", "mae");
        metric(metrics::RootMeanSquaredError{}, "rmse");
        break;
      case Task::yes_no:
        spec_.loss.value = std::optional<Loss>("binary_crossentropy");
        metric("accuracy", "accuracy");
        metric(metrics::AUC{}, "auc");
        break;
      case Task::classes:
        spec_.loss.value = std::optional<Loss>("sparse_categorical_crossentropy");
        metric("accuracy", "accuracy");
        break;
    }
    spec_.metrics.value = metrics;
  }

  void add_training() {
    spec_.optimizer = optimizers::Adam{.learning_rate = recipe_.learning_rate};
    spec_.epochs = recipe_.epochs;
    spec_.batch_size = recipe_.batch_size;
    const std::int64_t steps = (sizes_.train_rows + recipe_.batch_size - 1) / recipe_.batch_size;
    say("/epochs", "at most: the run ends when val_loss has not improved for " + count_of(recipe_.patience, "epoch") + ", and takes the best weights");
    say("/batch_size", "rows a step, " + count_of(steps, "step") + " an epoch");
    spec_.callbacks.push_back(callbacks::EarlyStopping{.patience = recipe_.patience, .restore_best_weights = true});
  }

  const Target& target_;
  const Sizes& sizes_;
  Recipe recipe_;
  Spec& spec_;
  Suggestion& suggestion_;
};

}  // namespace

void suggest_network(const Target& target, const Sizes& sizes, Suggestion& suggestion) { Maker(target, sizes, suggestion).make(); }

}  // namespace nntrain::suggest
