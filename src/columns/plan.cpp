// Deals the rows of a table into parts.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/random.h"
#include "base/text.h"
#include "columns/assignment.h"
#include "columns/columns.h"
#include "columns/date.h"
#include "columns/used_columns.h"
#include "input/batches.h"

namespace nntrain {

namespace {

using Rows = std::vector<std::int64_t>;

[[noreturn]] void fail_split(const std::string& message, const std::string& hint) { fail_config("/data/split", message, hint); }

std::int64_t share_of(std::size_t num_rows, double share) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>(num_rows) * share + 0.5));
}

// Fills the parts of kept rows, dropped before.
class Splitter {
 public:
  Splitter(const SplitSpec& spec, const Table& table, Rows kept, std::int64_t by, std::uint64_t seed, std::vector<RowPart>& parts)
      : spec_(spec), table_(table), kept_(std::move(kept)), by_(by), seed_(seed), parts_(parts) {
    if (by < 0) return;
    places_ = places_of(table);
    cells_ = ColumnCells::copied(table, by, places_);
  }

  void split() {
    switch (spec_.kind) {
      case SplitKind::last:
        return hold_back_last(kept_);
      case SplitKind::random:
        return hold_back_last(in_random_order(kept_));
      case SplitKind::stratified:
        return split_strata();
      case SplitKind::group:
        return split_groups();
      case SplitKind::time:
        return hold_back_last(in_order_of_time());
      case SplitKind::column:
        return split_by_column();
    }
  }

 private:
  std::string text(std::int64_t row) const {
    std::string buffer;
    return std::string(cells_->text(static_cast<std::size_t>(row), buffer));
  }
  bool is_missing(std::int64_t row) const { return cells_->is_missing(static_cast<std::size_t>(row)); }

  void put(std::int64_t row, RowPart part) { parts_[static_cast<std::size_t>(row)] = part; }

  void put_all(std::span<const std::int64_t> rows, RowPart part) {
    for (const std::int64_t row : rows) put(row, part);
  }

  // Train, then validate, then test.
  void hold_back_last(const Rows& rows) {
    const std::int64_t test = share_of(rows.size(), spec_.test), validation = share_of(rows.size(), spec_.validation);
    const auto size = static_cast<std::int64_t>(rows.size());
    const std::span<const std::int64_t> all(rows);
    put_all(all.subspan(static_cast<std::size_t>(size - test)), RowPart::test);
    put_all(all.subspan(static_cast<std::size_t>(size - test - validation), static_cast<std::size_t>(validation)), RowPart::validation);
  }

  Rows in_random_order(const Rows& rows) const {
    Rows order(rows.size()), result;
    permutation(seed_, stream(StreamKind::split), 0, order);
    for (const std::int64_t i : order) result.push_back(rows[static_cast<std::size_t>(i)]);
    return result;
  }

  // The rows of each text of the column, in an order that does not depend on the rows'.
  std::map<std::string, Rows> by_text(const Rows& rows) const {
    std::map<std::string, Rows> groups;
    for (const std::int64_t row : rows) groups[text(row)].push_back(row);
    return groups;
  }

  // Rows in random order are dealt out class by class, so that each part has of each class its share, to a row, and one at least
  // trains.
  void split_strata() {
    const double shares[] = {spec_.test, spec_.validation};
    const RowPart of[] = {RowPart::test, RowPart::validation};
    double owed[] = {0, 0};  // what rounding kept from the classes before
    for (const auto& [text, rows] : by_text(in_random_order(kept_))) {
      std::size_t next = 0;
      for (int part = 0; part < 2; ++part) {
        owed[part] += static_cast<double>(rows.size()) * shares[part];
        const auto count = static_cast<std::int64_t>(std::min(std::floor(owed[part] + 0.5), static_cast<double>(rows.size() - 1 - next)));
        for (std::int64_t i = 0; i < count; ++i) put(rows[next++], of[part]);
        owed[part] -= static_cast<double>(count);
      }
    }
  }

  // Whole groups in random order: to the test while it is short of rows, then to validation.
  void split_groups() {
    const std::map<std::string, Rows> groups = by_text(kept_);
    std::vector<const Rows*> in_order;
    for (const auto& [text, rows] : groups) in_order.push_back(&rows);
    Rows order(in_order.size());
    permutation(seed_, stream(StreamKind::split), 0, order);
    const std::int64_t test = share_of(kept_.size(), spec_.test), validation = share_of(kept_.size(), spec_.validation);
    std::int64_t tested = 0, validated = 0;
    for (const std::int64_t i : order) {
      const Rows& rows = *in_order[static_cast<std::size_t>(i)];
      const auto size = static_cast<std::int64_t>(rows.size());
      if (tested < test && std::abs(tested + size - test) <= test - tested) {
        put_all(rows, RowPart::test);
        tested += size;
      } else if (validated < validation && std::abs(validated + size - validation) <= validation - validated) {
        put_all(rows, RowPart::validation);
        validated += size;
      }
    }
  }

  // The latest last; rows of the same time in the file's order.
  Rows in_order_of_time() const {
    const std::string* format = nullptr;
    for (const std::string& each : columns::known_date_formats()) {
      const bool reads_all = std::ranges::all_of(kept_, [&](std::int64_t row) {
        return !is_missing(row) && columns::parse_date(text(row), each).has_value();
      });
      if (reads_all) {
        format = &each;
        break;
      }
    }
    std::vector<std::pair<double, std::int64_t>> times;
    for (const std::int64_t row : kept_) {
      const std::optional<double> time = format ? columns::parse_date(text(row), *format) : parse_double(text(row));
      if (!time)
        throw Error{ErrorKind::data, "column " + quoted(*spec_.by) + ": found " + quoted(text(row)) + "; expected a time to split by: "
                    "a number or a date in the form of the other rows", table_.place(row, by_), "mend the cell"};
      times.emplace_back(*time, row);
    }
    std::ranges::stable_sort(times, {}, [](const auto& t) { return t.first; });
    Rows rows;
    for (const auto& [time, row] : times) rows.push_back(row);
    return rows;
  }

  void split_by_column() {
    for (const std::int64_t row : kept_) {
      const std::string label = text(row);
      const auto is = [&](std::initializer_list<std::string_view> words) {
        return std::ranges::any_of(words, [&](std::string_view word) { return equal_in_any_case(word, label); });
      };
      if (is({"train", "training", "fit", "0"})) put(row, RowPart::train);
      else if (is({"validation", "valid", "val", "dev", "1"})) put(row, RowPart::validation);
      else if (is({"test", "holdout", "2"})) put(row, RowPart::test);
      else
        throw Error{ErrorKind::data, "column " + quoted(*spec_.by) + ": found " + quoted(label) + "; expected train, validation or test",
                    table_.place(row, by_), "the column of a split says for each row which part it is of"};
    }
  }

  const SplitSpec& spec_;
  const Table& table_;
  Rows kept_;
  std::int64_t by_;  // the column that decides, or -1
  std::vector<RowPlace> places_;
  std::optional<ColumnCells> cells_;  // of that column, by row of the table
  std::uint64_t seed_;
  std::vector<RowPart>& parts_;
};

// The column that the split looks at, or -1.
std::int64_t split_column(const SplitSpec& split, const Table& table, const Assignment& assignment) {
  if (split.by) return find_column(table, *split.by, "/data/split/by");
  if (split.kind != SplitKind::stratified) return -1;
  for (const Indices& target : assignment.targets)
    if (target.size() == 1) return target[0];
  fail_split("a stratified split needs one target column", "name the column of the classes: \"by\"");
}

void check_parts(const SplitSpec& split, const RowPlan& plan, const Table& table) {
  const auto fail = [&](const std::string& part) {
    throw Error{ErrorKind::data, "the split of " + count_of(plan.parts.sum(), "row") + " leaves none to " + part, table.source(),
                "give more rows or another share"};
  };
  if (plan.parts.train == 0) fail("train on");
  const bool counts = split.kind != SplitKind::column;
  if (counts && split.validation > 0 && plan.parts.validation == 0) fail("validate on");
  if (counts && split.test > 0 && plan.parts.test == 0) fail("test on");
}

}  // namespace

RowPlan plan_rows(const DataSpec& spec, const Table& table, const NetworkWants& wants, double validation_split, std::uint64_t seed) {
  const Assignment assignment(spec, table, wants);
  std::vector<RowPart> parts = train_or_drop(table, used_columns(spec, table, assignment));
  const auto num_kept = static_cast<std::int64_t>(std::ranges::count(parts, RowPart::train));
  if (num_kept == 0) fail_no_row(table);
  if (spec.split) {
    Rows kept;
    for (std::size_t row = 0; row < parts.size(); ++row)
      if (parts[row] == RowPart::train) kept.push_back(static_cast<std::int64_t>(row));
    Splitter(*spec.split, table, std::move(kept), split_column(*spec.split, table, assignment), seed, parts).split();
    RowPlan plan = plan_of(parts);
    check_parts(*spec.split, plan, table);
    return plan;
  }
  const std::int64_t split = split_point(num_kept, validation_split);
  const std::string rows = count_of(num_kept, "row");
  if (split == 0) fail_config("/validation_split", "found " + to_text(validation_split) + ", which leaves none of " + rows + " for training");
  if (validation_split > 0 && split == num_kept)
    throw Error{ErrorKind::data, "validation_split " + to_text(validation_split) + " of " + rows + " leaves none to validate on", table.source(),
                "give more rows or another validation_split"};
  std::int64_t next = 0;
  for (RowPart& part : parts)
    if (part == RowPart::train && next++ >= split) part = RowPart::validation;
  return plan_of(parts);
}

}  // namespace nntrain
