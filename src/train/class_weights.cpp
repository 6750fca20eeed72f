#include "train/class_weights.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "config/diagnostics.h"

namespace nntrain {

namespace {

std::int64_t class_of(std::span<const float> target) {
  if (target.size() == 1) return static_cast<std::int64_t>(std::nearbyint(target[0]));
  return std::max_element(target.begin(), target.end()) - target.begin();
}

// What a key may be: the names of the classes, or the numbers of those that an output can tell or that the rows have.
std::map<std::string, std::int64_t> classes_of(const TargetColumns& target, std::int64_t units,
                                               const std::set<std::int64_t>& found) {
  std::map<std::string, std::int64_t> classes;
  const auto names = target.class_names();
  for (std::size_t i = 0; i < names.size(); ++i) classes[names[i]] = static_cast<std::int64_t>(i);
  if (!names.empty()) return classes;
  for (const std::int64_t number : found) classes[std::to_string(number)] = number;
  for (std::int64_t i = 0; target.encoding != TargetEncoding::number && i < units; ++i) classes[std::to_string(i)] = i;
  return classes;
}

[[noreturn]] void fail_class(const std::string& key, const TargetColumns& target,
                             const std::map<std::string, std::int64_t>& classes) {
  std::vector<std::pair<std::int64_t, std::string>> in_order;
  for (const auto& [name, number] : classes) in_order.emplace_back(number, name);
  std::sort(in_order.begin(), in_order.end());
  std::vector<std::string> names;
  for (const auto& [number, name] : in_order) names.push_back(name);
  const std::string meant = nearest(key, std::span<const std::string>(names));
  throw Error(ErrorKind::config,
              "the target has no class " + quoted(key) + "; expected " +
                  (target.class_names().empty() ? "a class number: " : "a class: ") + list_of(names),
              child_pointer("/class_weight", key), meant.empty() ? "" : "did you mean " + quoted(meant) + "?");
}

std::map<std::int64_t, float> said_weights(const Keyed<double>& class_weight, const TargetColumns& target, std::int64_t units,
                                           const std::map<std::int64_t, std::int64_t>& counts) {
  std::set<std::int64_t> found_classes;
  for (const auto& [number, count] : counts) found_classes.insert(number);
  const auto classes = classes_of(target, units, found_classes);
  std::map<std::int64_t, float> weight_of;
  for (const auto& [key, weight] : class_weight.entries) {
    const auto found = classes.find(key);
    if (found == classes.end()) fail_class(key, target, classes);
    weight_of[found->second] = static_cast<float>(weight);
  }
  return weight_of;
}

// rows / (classes · rows of the class), as scikit-learn's "balanced".
std::map<std::int64_t, float> balanced_weights(const std::map<std::int64_t, std::int64_t>& counts, std::int64_t rows) {
  std::map<std::int64_t, float> weight_of;
  for (const auto& [c, count] : counts)
    weight_of[c] = static_cast<float>(static_cast<double>(rows) / (static_cast<double>(counts.size()) * static_cast<double>(count)));
  return weight_of;
}

}  // namespace

std::map<std::int64_t, std::int64_t> count_classes(const Matrix& targets, std::int64_t begin, std::int64_t end) {
  std::map<std::int64_t, std::int64_t> counts;
  targets.find_row(begin, end, [&](std::int64_t, std::span<const float> row) {
    ++counts[class_of(row)];
    return false;
  });
  return counts;
}

std::string class_counts(const TargetColumns& target, const Matrix& targets, std::int64_t begin, std::int64_t end) {
  const auto names = target.class_names();
  if (target.num_classes == 0 && names.empty()) return {};
  const std::map<std::int64_t, std::int64_t> counts = count_classes(targets, begin, end);
  std::string text;
  constexpr std::size_t most = 20;
  std::size_t listed = 0;
  for (const auto& [c, count] : counts) {
    if (++listed > most) return text + ", … " + std::to_string(counts.size()) + " classes";
    const auto place = static_cast<std::size_t>(c);
    text += (text.empty() ? "" : ", ") + (place < names.size() ? names[place] : std::to_string(c)) + " " + std::to_string(count);
  }
  return text;
}

void apply_class_weights(const std::variant<Keyed<double>, ClassWeights>& class_weight, const TargetColumns& target,
                         std::int64_t units, std::int64_t train_rows, Dataset& data) {
  const std::map<std::int64_t, std::int64_t> counts = count_classes(data.targets[0], 0, train_rows);
  const auto* by_class = std::get_if<Keyed<double>>(&class_weight);
  const std::map<std::int64_t, float> weight_of = by_class ? said_weights(*by_class, target, units, counts) : balanced_weights(counts, train_rows);
  Matrix& weights = data.weights[0];
  const bool are_new = weights.width == 0;
  if (are_new) weights = {1, FloatBuffer(static_cast<std::size_t>(data.num_rows()), data.memory)};
  data.targets[0].find_row(0, data.num_rows(), [&](std::int64_t i, std::span<const float> row) {
    float& weight = weights.values[static_cast<std::size_t>(i)];
    if (are_new) weight = 1;
    const auto found = i < train_rows ? weight_of.find(class_of(row)) : weight_of.end();
    if (found != weight_of.end()) weight *= found->second;
    if (i % (1 << 18) == 0) weights.values.storage().relax();
    return false;
  });
  weights.values.storage().relax();
}

}  // namespace nntrain
