#include "train/check_prepared.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "losses/fit.h"
#include "train/programs.h"

namespace nntrain {

namespace {

constexpr std::array<std::string_view, 3> of_one_class{"SparseCategoricalCrossentropy", "CategoricalCrossentropy", "Crossentropy"};

// Distances, of which none is right but 0.
constexpr std::array<std::string_view, 7> of_numbers{"MeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "Huber", "LogCosh", "Poisson"};

// What an activation gives.
struct Range01 {
  std::string_view activation;
  float low, high;
  std::string_view text;
};
constexpr Range01 activation_ranges[] = {{"relu", 0, INFINITY, "never below 0"}, {"softplus", 0, INFINITY, "never below 0"}, {"sigmoid", 0, 1, "between 0 and 1"},
                                         {"softmax", 0, 1, "between 0 and 1"},   {"tanh", -1, 1, "between -1 and 1"}};

class OutputChecker {
 public:
  OutputChecker(const PreparedRun& run, std::size_t k, Tensor output, Findings& findings)
      : run_(run), head_(run.network.heads()[k]), target_(run.columns.targets[k]), values_(run.data.targets[k]), findings_(findings) {
    const LayerGraph& graph = run.network.graph();
    pointer_ = graph.layer_of(graph.outputs()[k].source).pointer;
    units_ = run.output_shapes[k].empty() ? 1 : run.output_shapes[k].back();
    for (const Range01& range : activation_ranges)
      if (losses::logits_behind(output, range.activation)) activation_ = &range;
  }

  void check() const {
    if (!head_.loss || target_.columns.empty()) return;
    if (std::ranges::find(of_one_class, head_.loss.type()) != of_one_class.end()) check_choice();
    else if (std::ranges::find(of_numbers, head_.loss.type()) != of_numbers.end()) check_numbers();
    const std::int64_t classes = target_.num_classes;
    if (classes > 0 && target_.encoding == TargetEncoding::class_index && classes < units_)
      warn(pointer_, count_of(units_, "unit") + " for " + count_of(classes, "class") + " of column " + quoted(target_.columns[0].name) +
               ": the others must learn never to be right", "give the last layer \"units\": " + std::to_string(classes));
  }

 private:
  bool ends_in(std::string_view activation) const { return activation_ && activation_->activation == activation; }

  void warn(const std::string& pointer, std::string message, std::string hint) const {
    findings_.push_back({Severity::warning, ErrorKind::config, pointer, std::move(message), std::move(hint)});
  }

  // One class of several.
  void check_choice() const {
    if (units_ > 1 && ends_in("sigmoid"))
      warn(pointer_, snake_case(head_.loss.type()) + " is for one class of several, but the last activation is a sigmoid, by which each of " +
               count_of(units_, "unit") + " answers for itself",
           R"(give the last layer "activation": "softmax"; where several classes can be right at once, the loss is "binary_crossentropy")");
  }

  // A distance between numbers.
  void check_numbers() const {
    const std::string loss = snake_case(head_.loss.type());
    if (ends_in("softmax") && is_vector_of_class())
      return warn(head_.loss_pointer, loss + " of a softmax hardly learns from the rows that are most wrong; the target is a vector with a 1 at the class",
                  R"(say "loss": "categorical_crossentropy")");
    if (!target_.class_names().empty())
      return warn(head_.loss_pointer, "column " + quoted(target_.columns[0].name) + " is one of two classes, " +
                      list_of(target_.class_names(), "and") + ", and " + loss + " a distance between numbers",
                  R"(say "loss": "binary_crossentropy", and give the last layer "activation": "sigmoid")");
    if (!activation_) return;
    const auto out = std::ranges::find_if(values_.values, [&](float x) { return x < activation_->low || x > activation_->high; });
    if (out == values_.values.end()) return;
    const auto place = static_cast<std::size_t>(out - values_.values.begin());
    const Column& column = target_.columns[place % target_.columns.size()];
    const auto count = std::ranges::count_if(values_.values, [&](float x) { return x < activation_->low || x > activation_->high; });
    const std::string what = target_.undo().empty() ? "" : ", as treated,";
    warn(pointer_, "the last activation is a " + std::string(activation_->activation) + ", which is " + std::string(activation_->text) + "; " +
             std::to_string(count) + " of " + count_of(static_cast<std::int64_t>(values_.values.size()), "target number") + what + (count == 1 ? " is" : " are") + " beyond, as " + quoted(column.name) + " of line " +
             std::to_string(run_.data.lines.line(static_cast<Index>(place) / values_.width)) + ", " + to_text(*out),
         "a number to be met needs no last activation: leave out \"activation\"" + std::string(activation_->high == 1 ? R"(, or bring the target there: "treatment": "min_max")" : ""));
  }

  bool is_vector_of_class() const {
    if (values_.width < 2) return false;
    for (Index row = 0; row < run_.data.num_rows(); ++row) {
      const std::span<const float> numbers = values_.row(row);
      if (std::ranges::count(numbers, 1.0f) != 1 || std::ranges::count(numbers, 0.0f) != values_.width - 1) return false;
    }
    return true;
  }

  const PreparedRun& run_;
  const Head& head_;
  const TargetColumns& target_;
  const Matrix& values_;
  Findings& findings_;
  std::string pointer_;  // of the last layer
  Index units_;
  const Range01* activation_ = nullptr;
};

}  // namespace

void check_outputs(const PreparedRun& run, Findings& findings) {
  Diagnostics diagnostics;
  const JobGraphPtr job = prediction_graph(run.network, shapes_of(run.columns), diagnostics);
  for (std::size_t k = 0; k < run.columns.targets.size(); ++k) OutputChecker(run, k, job->forward.outputs[k], findings).check();
}

}  // namespace nntrain
