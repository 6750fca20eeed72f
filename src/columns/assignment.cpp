#include "columns/assignment.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {
namespace {

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::string meant = nearest(word, candidates);
  return meant.empty() ? "" : "did you mean " + quoted(meant) + "?";
}

bool contains(const Indices& indices, std::int64_t index) { return std::ranges::find(indices, index) != indices.end(); }

bool contains(const std::vector<Indices>& layers, std::int64_t index) {
  return std::ranges::any_of(layers, [&](const Indices& layer) { return contains(layer, index); });
}

}  // namespace

void fail_config(const std::string& where, const std::string& message, const std::string& hint) {
  throw Error{ErrorKind::config, message, where, hint};
}

std::int64_t find_column(const Table& table, const std::string& name, const std::string& where) {
  const std::int64_t index = table.find(name);
  if (index >= 0) return index;
  fail_config(where, table.source() + " has no column " + quoted(name) + "; expected " + list_of(table.names()),
              did_you_mean(name, table.names()));
}

std::string layer_name(std::string_view what, const std::string& layer) {
  return std::string(what) + (layer.empty() ? "" : " " + quoted(layer));
}

Assignment::Assignment(const DataSpec& spec, const Table& table, const NetworkWants& wants)
    : table_(table), ignored_(find_all(spec.ignore, "/data/ignore")) {
  find_features(spec);
  find_ignored(spec);
  std::vector<std::string> input_layers, output_layers;
  for (const InputWant& want : wants.inputs) input_layers.push_back(want.layer);
  const std::vector<bool> all_inputs(wants.inputs.size(), true);
  std::vector<bool> needed;
  for (const OutputWant& want : wants.outputs) {
    output_layers.push_back(want.layer);
    needed.push_back(want.needs_target);
  }
  weights = find_weights(spec.sample_weight, output_layers);
  if (!spec.inputs.empty()) inputs = by_layer(spec.inputs, input_layers, all_inputs, "/data/inputs", "input");
  targets = spec.target.empty() ? default_target(output_layers, needed)
                                : by_layer(spec.target, output_layers, needed, "/data/target", "output");
  if (spec.inputs.empty()) inputs = default_inputs(input_layers);
  check_weights(spec.sample_weight);
}

void Assignment::find_features(const DataSpec& spec) {
  if (!spec.features.empty() && !spec.inputs.empty()) {
    fail_config("/data/features", "found both features and inputs; expected one of them");
  }
  features_ = find_all(spec.features, "/data/features");
  for (std::size_t i = 0; i < features_.size(); ++i) {
    if (contains(ignored_, features_[i])) {
      fail_config("/data/features/" + std::to_string(i),
                  "column " + quoted(spec.features[i]) + " is both in features and in ignore");
    }
  }
}

// Columns that are called ignored, and those that only say to which part of a split a row belongs.
void Assignment::find_ignored(const DataSpec& spec) {
  for (const auto& [name, type] : spec.columns.entries) {
    const std::int64_t index = find(name, "/data/columns/" + name);
    if (type.kind().is_ignored && !contains(ignored_, index)) ignored_.push_back(index);
  }
  const bool is_label = spec.split && (spec.split->kind == SplitKind::group || spec.split->kind == SplitKind::column);
  if (!is_label || !spec.split->by) return;
  const std::int64_t by = find(*spec.split->by, "/data/split/by");
  if (!contains(features_, by) && !contains(ignored_, by)) ignored_.push_back(by);
}

std::int64_t Assignment::find(const std::string& name, const std::string& where) const {
  return find_column(table_, name, where);
}

// The columns of a list; none may stand twice. A list of one may also be written as its only name.
Indices Assignment::find_all(const std::vector<std::string>& names, const std::string& where, bool may_be_bare) const {
  Indices indices;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string place = may_be_bare && names.size() == 1 ? where : where + "/" + std::to_string(i);
    indices.push_back(find(names[i], place));
    if (std::count(indices.begin(), indices.end(), indices.back()) > 1) {
      fail_config(place, "column " + quoted(names[i]) + " stands here twice");
    }
  }
  return indices;
}

std::size_t Assignment::layer_index(const std::string& layer, const std::vector<std::string>& layers,
                                    const std::string& place, const std::string& what) const {
  const auto found = std::ranges::find(layers, layer);
  if (found == layers.end()) {
    fail_config(place, "the network has no " + what + " " + quoted(layer) + "; expected " + list_of(layers),
                did_you_mean(layer, layers));
  }
  return static_cast<std::size_t>(found - layers.begin());
}

std::vector<Indices> Assignment::by_layer(const std::vector<LayerColumns>& groups,
                                          const std::vector<std::string>& layers, const std::vector<bool>& needed,
                                          const std::string& where, const std::string& what) const {
  std::vector<Indices> result(layers.size());
  if (groups.size() == 1 && groups[0].layer.empty()) {
    const Indices all = find_all(groups[0].columns, where, true);
    const auto num_needed = static_cast<std::size_t>(std::ranges::count(needed, true));
    if (layers.size() == 1) return {all};
    if (layers.size() != all.size() && num_needed != all.size() && num_needed != 1) {
      fail_unassigned(layers, where, what);
    }
    const bool is_each = layers.size() == all.size();  // one for each layer, in order, or each that needs one
    for (std::size_t i = 0, next = 0; i < layers.size(); ++i) {
      if (!is_each && !needed[i]) continue;
      if (!is_each && num_needed == 1) result[i] = all;
      else result[i] = {all[next++]};
    }
    return result;
  }
  for (const LayerColumns& group : groups) {
    const std::string place = where + "/" + group.layer;
    result[layer_index(group.layer, layers, place, what)] = find_all(group.columns, place, true);
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (result[i].empty() && needed[i]) fail_config(where, layer_name(what, layers[i]) + " has no columns");
  }
  return result;
}

void Assignment::fail_unassigned(const std::vector<std::string>& layers, const std::string& where,
                                 const std::string& what) const {
  fail_config(where,
              "the network has " + count_of(static_cast<std::int64_t>(layers.size()), what) +
                  "; expected the columns of " + list_of(layers, "and"),
              "name them: \"" + where.substr(where.rfind('/') + 1) + "\": {" + quoted(layers[0]) + ": [" +
                  quoted(table_.names()[0]) + "], ...}");
}

std::vector<Indices> Assignment::default_target(const std::vector<std::string>& layers,
                                                const std::vector<bool>& needed) const {
  std::vector<Indices> result(layers.size());
  const auto num_needed = std::ranges::count(needed, true);
  if (num_needed == 0) return result;
  if (num_needed > 1) fail_unassigned(layers, "/data/target", "output");
  Indices& target = result[static_cast<std::size_t>(std::ranges::find(needed, true) - needed.begin())];
  for (std::int64_t index = table_.num_columns() - 1; index >= 0; --index) {
    const bool is_free = !contains(features_, index) && !contains(inputs, index) && !contains(ignored_, index);
    if (!is_free || contains(weights, index)) continue;
    target = {index};
    return result;
  }
  fail_config("/data/target", table_.source() + " has no column left for the target");
}

std::vector<Indices> Assignment::default_inputs(const std::vector<std::string>& layers) const {
  Indices columns = features_;
  for (std::int64_t index = 0; features_.empty() && index < table_.num_columns(); ++index) {
    const bool is_free = !contains(targets, index) && !contains(ignored_, index) && !contains(weights, index);
    if (is_free) columns.push_back(index);
  }
  if (columns.empty()) fail_config("/data", table_.source() + " has no column left for the inputs");
  if (layers.size() != 1) fail_unassigned(layers, "/data/inputs", "input");
  return {columns};
}

// A column without a layer weighs the rows for all outputs, as in Keras.
Indices Assignment::find_weights(const std::vector<LayerColumns>& groups,
                                 const std::vector<std::string>& layers) const {
  Indices result(layers.size(), -1);
  for (const LayerColumns& group : groups) {
    const std::string where = "/data/sample_weight", place = group.layer.empty() ? where : where + "/" + group.layer;
    if (group.layer.empty()) {
      std::ranges::fill(result, find(group.columns[0], place));
    } else {
      result[layer_index(group.layer, layers, place, "output")] = find(group.columns[0], place);
    }
  }
  return result;
}

// A weight that were also learned from, or not looked at, is a mistake.
void Assignment::check_weights(const std::vector<LayerColumns>& groups) const {
  for (const LayerColumns& group : groups) {
    const std::int64_t index = table_.find(group.columns[0]);
    const char* other = contains(ignored_, index)  ? "in ignore"
                        : contains(targets, index) ? "a target"
                        : contains(inputs, index)  ? "an input"
                                                   : nullptr;
    if (!other) continue;
    fail_config("/data/sample_weight" + (group.layer.empty() ? "" : "/" + group.layer),
                "column " + quoted(group.columns[0]) + " is also " + other, "a column can be only one of both");
  }
}

}  // namespace nntrain
