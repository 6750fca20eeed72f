#include "train/check_prepared.h"

#include <algorithm>

#include "base/text.h"
#include "train/class_weights.h"

namespace nntrain {

namespace {

// The classes of a target that has any: how many there are at least, and what they are called.
struct Classes {
  std::int64_t count = 0;
  std::vector<std::string> names;

  std::string name(std::int64_t c) const {
    const auto place = static_cast<std::size_t>(c);
    return place < names.size() ? names[place] : std::to_string(c);
  }
};

Classes classes_of(const PreparedRun& run, std::size_t k) {
  const TargetColumns& target = run.columns.targets[k];
  const auto names = target.class_names();
  if (!names.empty() || target.num_classes > 0)
    return {std::max(target.num_classes, static_cast<std::int64_t>(names.size())), {names.begin(), names.end()}};
  const Loss& loss = run.network.heads()[k].loss;
  const bool is_yes_no = target.columns.size() == 1 && loss && loss.type().find("Crossentropy") != std::string_view::npos &&
                         std::ranges::all_of(run.data.targets[k].values, [](float x) { return x == 0 || x == 1; });
  return {is_yes_no ? 2 : 0, {}};
}

std::string stratified_hint(const PreparedRun& run) {
  const double share = run.spec.data.split ? run.spec.data.split->validation : run.spec.validation_split;
  return "have of each class as many rows: \"data\": {\"split\": {\"type\": \"stratified\", \"validation\": " + to_text(share > 0 ? share : 0.2) +
         (run.spec.data.split && run.spec.data.split->test > 0 ? ", \"test\": " + to_text(run.spec.data.split->test) : "") + "}}" +
         (run.spec.validation_split > 0 ? " instead of \"validation_split\"" : "");
}

class ClassChecker {
 public:
  ClassChecker(const PreparedRun& run, std::size_t k, Classes classes, Findings& findings) : run_(run), k_(k), classes_(std::move(classes)), findings_(findings) {}

  void check() const {
    check_training();
    const PartSizes& parts = run_.data.parts;
    if (run_.other_validation) check_part(*run_.other_validation, 0, run_.other_validation->num_rows(), "validate", "give that file rows of each class");
    else check_part(run_.data, parts.train, parts.train + parts.validation, "validate", stratified_hint(run_));
    if (run_.test) check_part(*run_.test, 0, run_.test->num_rows(), "test", stratified_hint(run_));
  }

 private:
  std::string column() const { return "column " + quoted(run_.columns.targets[k_].columns[0].name) + ": "; }

  void warn(const std::string& source, std::string message, std::string hint) const {
    findings_.push_back({Severity::warning, ErrorKind::data, source, std::move(message), std::move(hint)});
  }

  std::string list(const std::vector<std::int64_t>& classes) const {
    std::vector<std::string> names;
    for (const std::int64_t c : classes) names.push_back(classes_.name(c));
    return (classes.size() == 1 ? "class " : "classes ") + list_of(std::span<const std::string>(names), "and", 5);
  }

  void check_training() const {
    const auto counts = count_classes(run_.data.targets[k_], 0, run_.train_rows());
    std::vector<std::int64_t> none, rare;
    std::string rows;
    for (std::int64_t c = 0; c < classes_.count; ++c) {
      const auto found = counts.find(c);
      if (found == counts.end()) none.push_back(c);
      else if (found->second < 5 || found->second * classes_.count * 10 < run_.train_rows()) {
        rare.push_back(c);
        if (rare.size() <= 5) rows += (rows.empty() ? "" : ", ") + std::to_string(found->second);
      }
    }
    if (!none.empty())
      warn(run_.data.source, column() + list(none) + (none.size() == 1 ? " has" : " have") + " no row to train on, and will never be an answer",
           run_.data.parts.sum() > run_.train_rows() ? stratified_hint(run_) : "number the classes from 0 without a gap, or write them as text");
    if (rare.empty()) return;
    const bool weighs = run_.spec.weights_classes() || run_.columns.targets[k_].sample_weight || run_.network.heads().size() > 1;
    std::string hint = weighs ? "gather more rows of such a class, or leave it out" : R"(let each class count as much as any other: "class_weight": "balanced")";
    if (static_cast<std::int64_t>(rare.size()) == classes_.count) hint = "gather more rows";
    warn(run_.data.source, column() + list(rare) + (rare.size() == 1 ? " is rare: " : " are rare: ") + rows + (rare.size() > 5 ? ", …" : "") + " of " +
             count_of(run_.train_rows(), "row") + " to train on", hint);
  }

  void check_part(const Dataset& data, Index begin, Index end, const std::string& what, const std::string& hint) const {
    if (end <= begin) return;
    const auto counts = count_classes(data.targets[k_], begin, end), trained = count_classes(run_.data.targets[k_], 0, run_.train_rows());
    std::vector<std::int64_t> none;
    for (const auto& [c, count] : trained)
      if (!counts.contains(c)) none.push_back(c);
    if (!none.empty())
      warn(data.source, column() + list(none) + (none.size() == 1 ? " has" : " have") + " no row among " + count_of(end - begin, "row") + " to " + what + " on", hint);
  }

  const PreparedRun& run_;
  std::size_t k_;
  Classes classes_;
  Findings& findings_;
};

}  // namespace

void check_classes(const PreparedRun& run, Findings& findings) {
  for (std::size_t k = 0; k < run.columns.targets.size(); ++k)
    if (Classes classes = classes_of(run, k); classes.count > 1) ClassChecker(run, k, std::move(classes), findings).check();
}

void check_batches(const PreparedRun& run, Findings& findings) {
  const auto warn = [&](const std::string& pointer, std::string message, std::string hint) {
    findings.push_back({Severity::warning, ErrorKind::config, pointer, std::move(message), std::move(hint)});
  };
  const Index rows = run.train_rows(), batch = run.spec.batch_size;
  if (rows < batch) {
    Index fits = 1;
    while (fits * 8 <= rows) fits *= 2;  // some steps an epoch
    warn("/batch_size", "a batch is " + std::to_string(batch) + " rows, and there are only " + count_of(rows, "row") + " to train on: each epoch is a single step",
         "say \"batch_size\": " + std::to_string(fits));
  }
  const auto& layers = run.network.graph().layers();
  const auto normalizes = std::ranges::find_if(layers, [](const GraphLayer& layer) { return layer.layer.type() == "BatchNormalization" && layer.trainable; });
  if (normalizes != layers.end() && (rows % batch == 1 || batch == 1))
    warn(normalizes->pointer, "the last batch of an epoch is one row, of which BatchNormalization knows no variance: its answer does not depend on the row",
         "say another batch_size: " + std::to_string(rows) + " rows train");
}

}  // namespace nntrain
