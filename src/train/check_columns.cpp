#include "train/check_columns.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "base/text.h"
#include "train/column_values.h"

namespace nntrain {

namespace {

std::string names_text(const std::vector<std::string>& names) {
  return (names.size() == 1 ? "column " : "columns ") + list_of(std::span<const std::string>(names), "and", 8);
}

// How columns are left out, in the words of this config.
std::string leaving_out(const DataSpec& spec, const std::vector<std::string>& names) {
  const std::string what = names.size() == 1 ? "it" : "them";
  if (!spec.features.empty() || !spec.inputs.empty()) return "take " + what + " out of " + (spec.features.empty() ? "\"inputs\"" : "\"features\"");
  std::vector<std::string> all = spec.ignore;
  std::ranges::copy(names, std::back_inserter(all));
  std::string list;
  for (const std::string& name : all) list += (list.empty() ? "" : ", ") + quoted(name, 1000);
  return "leave " + what + " out: \"data\": {\"ignore\": [" + list + "]}";
}

std::uint64_t hash_of(const std::vector<float>& values) {
  std::uint64_t hash = 1469598103934665603u;
  for (const float value : values) {
    std::uint32_t bits = 0;
    const float sum = value + 0.0f;  // -0 is 0
    std::memcpy(&bits, &sum, sizeof bits);
    hash = (hash ^ (std::isnan(value) ? 0x7FC00000u : bits)) * 1099511628211u;
  }
  return hash;
}

bool are_equal(const std::vector<float>& a, const std::vector<float>& b) {
  return std::ranges::equal(a, b, [](float x, float y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

// Texts of which none stands twice, or whole numbers as 1, 2, 3, … in any order, of which every other may be held back. stride: of the
// rows that were looked at.
bool is_identifier(const ColumnValues& column, std::size_t stride) {
  if (column.distinct != column.size()) return false;
  if (column.is_text) return true;
  const auto [low, high] = std::ranges::minmax_element(column.values);
  return std::ranges::all_of(column.values, [](float x) { return x == std::floor(x); }) &&
         static_cast<double>(*high) - static_cast<double>(*low) + 1 <= 2 * static_cast<double>(column.size()) * static_cast<double>(stride);
}

class ColumnChecker {
 public:
  ColumnChecker(const DataSpec& spec, const Table& table, const RowPlan& plan, Findings& findings) : spec_(spec), table_(table), findings_(findings) {
    constexpr std::size_t enough = 100'000;  // rows: of a longer file every so many tell as much
    stride_ = (static_cast<std::size_t>(plan.parts.train) + enough - 1) / enough;
    std::size_t seen = 0;
    for (std::uint32_t b = 0; b < table.blocks().size(); ++b)
      for (std::uint32_t row = 0; row < table.blocks()[b].num_rows(); ++row)
        if (plan.trains(table.first_row(b) + row) && seen++ % stride_ == 0) training_.push_back({b, row});
  }

  void check(const Indices& inputs, const Indices& targets, const std::vector<bool>& is_class) {
    if (training_.size() < 2) return;
    std::vector<ColumnValues> target_values;
    for (const std::int64_t target : targets) target_values.push_back(values(target));
    std::vector<std::string> constant, empty, identifiers;
    for (const std::int64_t index : inputs) {
      const ColumnValues column = values(index);
      if (column.distinct == 0 || (column.distinct == 1 && column.missing == 0)) {
        (column.distinct == 0 ? empty : constant).push_back(column.name);
        continue;
      }
      constexpr std::size_t few = 20;  // rows, in which all may be an accident
      if (inputs.size() == 1 || training_.size() < few) continue;
      find_twin(index, column);
      if (is_identifier(column, stride_)) identifiers.push_back(column.name);
      for (std::size_t k = 0; k < targets.size(); ++k)
        if (targets[k] != index) check_leak(column, target_values[k], is_class[k]);  // an autoencoder's target is its input
    }
    if (!empty.empty()) warn(names_text(empty) + (empty.size() == 1 ? " has" : " have") + " no value in any of " + rows_text(), leaving_out(spec_, empty));
    tell_constant(constant);
    tell_twins();
    if (!identifiers.empty())
      warn(names_text(identifiers) + " " + (identifiers.size() == 1 ? "has a value of its own in each row" : "have values of their own in each row") +
               ": such a number or name tells nothing of rows to come",
           leaving_out(spec_, identifiers));
    for (const ColumnValues& target : target_values)
      if (target.distinct == 1) warn("target column " + quoted(target.name) + " has the same value in all of " + rows_text() + ": there is nothing to learn", "look whether the file is a part of the data, sorted by the target");
  }

 private:
  ColumnValues values(std::int64_t column) const { return {table_, column, training_}; }
  std::string rows_text() const { return count_of(static_cast<std::int64_t>(training_.size()), "training row") + (stride_ > 1 ? " looked at" : ""); }
  void warn(std::string message, std::string hint) {
    findings_.push_back({Severity::warning, ErrorKind::data, table_.source(), std::move(message), std::move(hint)});
  }

  void tell_constant(const std::vector<std::string>& names) {
    if (names.empty()) return;
    warn(names_text(names) + (names.size() == 1 ? " has one value in all of " : " have one value each in all of ") + rows_text() + ": nothing can be learned from " +
             (names.size() == 1 ? "it" : "them"),
         leaving_out(spec_, names));
  }

  // Remembers the first column that says the same: with the same values or, where these are few, with others in their places.
  void find_twin(std::int64_t index, const ColumnValues& column) {
    const bool has_few_values = column.distinct * 4 <= column.size();
    const std::vector<float> words = column.is_text || has_few_values ? column.pattern() : column.values;
    if (column.is_text && !has_few_values && column.distinct == column.size()) return;  // an identifier has no twin
    for (const std::int64_t other : by_hash_[hash_of(words)]) {
      const ColumnValues first = values(other);
      if (first.is_text != column.is_text && !has_few_values) continue;
      if (!are_equal(first.is_text || has_few_values ? first.pattern() : first.values, words)) continue;
      twins_.emplace_back(first.name, column.name);
      return;
    }
    by_hash_[hash_of(words)].push_back(index);
  }

  void tell_twins() {
    if (twins_.empty()) return;
    if (twins_.size() == 1)
      return warn("column " + quoted(twins_[0].second) + " says in every row the same as " + quoted(twins_[0].first), leaving_out(spec_, {twins_[0].second}));
    constexpr std::size_t most = 5;
    std::string pairs;
    std::vector<std::string> seconds;
    for (std::size_t i = 0; i < twins_.size(); ++i) {
      seconds.push_back(twins_[i].second);
      if (i < most) pairs += (i > 0 ? ", " : "") + quoted(twins_[i].second) + " as " + quoted(twins_[i].first);
    }
    if (twins_.size() > most) pairs += ", … (" + std::to_string(twins_.size()) + " in all)";
    warn(names_text(seconds) + " say in every row the same as others: " + pairs, leaving_out(spec_, seconds));
  }

  void check_leak(const ColumnValues& column, const ColumnValues& target, bool is_class) {
    const std::size_t stride = training_.size() / 2000;  // what holds of all rows holds of some
    const auto tells = [&](const ColumnValues& x, const ColumnValues& y) { return is_class || y.is_text ? tells_class(x, y) : tells_number(x, y); };
    if (stride > 1 && !tells(column.every(stride), target.every(stride))) return;
    if (!tells(column, target)) return;
    std::string message = "column " + quoted(column.name) + " alone tells the target " + quoted(target.name);
    if (is_class || target.is_text)
      message += " of nearly every row, where guessing the most frequent class is right in " + std::to_string(most_frequent(target)) + " of " + rows_text();
    else message += ": one follows from the other";
    warn(message, "if it is only known once the target is, " + leaving_out(spec_, {column.name}));
  }

  const DataSpec& spec_;
  const Table& table_;
  Findings& findings_;
  std::size_t stride_ = 1;            // every so many of the training rows are looked at
  std::vector<RowPlace> training_;    // these
  std::map<std::uint64_t, Indices> by_hash_;                  // columns, by what they say
  std::vector<std::pair<std::string, std::string>> twins_;  // the first, and the one that says the same
};

}  // namespace

void check_columns(const DataSpec& spec, const Table& table, const RowPlan& plan, const Indices& inputs, const Indices& targets,
                   const std::vector<bool>& is_class, Findings& findings) {
  ColumnChecker(spec, table, plan, findings).check(inputs, targets, is_class);
}

}  // namespace nntrain
