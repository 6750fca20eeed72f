#include "train/check_cells.h"

#include <algorithm>

#include "base/text.h"
#include "columns/boolean.h"
#include "columns/category.h"
#include "columns/date.h"
#include "columns/list.h"
#include "columns/number.h"
#include "columns/text.h"

namespace nntrain {

namespace {

using columns::Number;

constexpr std::int64_t most_places = 10;

// Faults of one sort in one column.
struct Faults {
  std::optional<Error> first;
  std::string places;  // of the first ten
  std::int64_t count = 0;

  void add(const Error& error, const std::string& place) {
    if (!first) first = error;
    if (++count <= most_places) places += (count > 1 ? ", " : "") + place;
  }

  bool is_full() const { return count >= most_places; }  // only their number is still of interest

  void tell(Findings& findings, const std::string& hint = {}) const {
    if (!first) return;
    Finding found = error_found(*first);
    if (count > 1) found.message += "; " + std::to_string(count) + " such cells: lines " + places + (count > most_places ? ", …" : "");
    if (!hint.empty()) found.hint = hint;
    findings.push_back(std::move(found));
  }
};

bool fills_gaps(const ColumnType& type) {
  const auto fills = [&]<class... T>(const T*... as) { return ((as && as->gaps.fills()) || ...); };
  return fills(type.as<Number>(), type.as<columns::Boolean>(), type.as<columns::Category>(), type.as<columns::Date>(), type.as<columns::Text>());
}

class CellChecker {
 public:
  CellChecker(const DataSpec& spec, const Table& table, const RowPlan& plan, Findings& findings)
      : spec_(spec), table_(table), plan_(plan), findings_(findings),
        has_files_(std::ranges::any_of(table.blocks(), [&](const Block& block) { return block.source() != table.source(); })) {}

  void check(std::int64_t column, bool is_target) {
    const std::string& name = table_.names()[static_cast<std::size_t>(column)];
    const ColumnType* said = spec_.columns.find(name);
    const bool is_number = said ? bool(said->as<Number>()) : is_mostly_numbers(column);
    // Of numbers the cell alone decides, of others what the type has learnt from the rest.
    const ColumnType type = is_number ? ColumnType(Number{}) : said ? *said : ColumnType(columns::Category{});
    if (!may_have_fault(type, column)) return;
    const bool takes_gaps = (said && fills_gaps(*said) && !is_target) || (said ? said->call(&ColumnTypeKind::drops) : std::nullopt).value_or(spec_.missing == Missing::drop);
    Faults missing, wrong;
    std::vector<std::int64_t> rows;
    std::int64_t filled = 0;
    each_row([&](const RowPlace& place, std::int64_t row) {
      const ColumnCells cell(table_, column, {&place, 1}, !is_target);
      filled += !cell.is_missing(0);
      if ((cell.is_missing(0) && takes_gaps) || (is_number && cell.is_number(0))) return;
      Faults& faults = cell.is_missing(0) ? missing : wrong;
      const std::optional<Error> fault = is_number && faults.is_full() ? faults.first : fault_of(type, cell);
      if (!fault) return;
      rows.push_back(row);
      const Block& block = table_.blocks()[place.block];
      const std::string line = (has_files_ ? block.source() + ":" : "") + std::to_string(block.line(place.row));
      std::string buffer;
      faults.add(*fault, cell.is_missing(0) ? line : line + " " + quoted(cell.text(0, buffer), 20));
    });
    const bool is_text = is_number && wrong.count * 2 > filled;
    wrong.tell(findings_, is_text ? "most of the column is text: \"data\": {\"columns\": {" + quoted(name) + ": \"category\"}}" : "");
    missing.tell(findings_);
    if (is_text) mistyped_.push_back(name);
    else std::ranges::copy(rows, std::back_inserter(rows_));
  }

  FaultyCells found() {
    std::ranges::sort(rows_);
    rows_.erase(std::unique(rows_.begin(), rows_.end()), rows_.end());
    return {std::move(rows_), std::move(mistyped_)};
  }

 private:
  template <class F>
  void each_row(F f) const {
    for (std::uint32_t b = 0; b < table_.blocks().size(); ++b) {
      const Block& block = table_.blocks()[b];
      for (std::uint32_t row = 0; row < block.num_rows(); ++row)
        if (plan_.place_of(table_.first_row(b) + row) >= 0) f(RowPlace{b, row}, table_.first_row(b) + row);
      block.relax();
    }
  }

  // As learn_columns decides.
  bool is_mostly_numbers(std::int64_t column) const {
    std::int64_t filled = 0, numbers = 0;
    each_row([&](const RowPlace& place, std::int64_t row) {
      if (!plan_.trains(row)) return;
      const ColumnCells cell(table_, column, {&place, 1});
      filled += !cell.is_missing(0);
      numbers += cell.is_number(0);
    });
    return numbers * 2 > filled;
  }

  // Whether it is worth to look at each cell.
  bool may_have_fault(const ColumnType& type, std::int64_t column) const {
    if (type.as<Number>()) return std::ranges::any_of(table_.blocks(), [&](const Block& block) { return block.counts(column).texts + block.counts(column).missing > 0; });
    if (!type.as<columns::Category>()) return true;
    return type.as<columns::Category>()->unknown == Unknown::error || std::ranges::any_of(table_.blocks(), [&](const Block& block) { return block.counts(column).missing > 0; });
  }

  // What encoding this one cell throws, if anything.
  static std::optional<Error> fault_of(const ColumnType& type, const ColumnCells& cell) {
    try {
      if (cell.is_missing(0) && !type.as<columns::List>()) cell.fail(0, type.as<Number>() ? "a number" : "a text", {});
      const ColumnType ready = type.call(&ColumnTypeKind::must_learn) ? learned_type(type, cell) : type;
      std::vector<float> numbers(static_cast<std::size_t>(width_of(ready)));
      const std::int64_t first = 0;
      ready.call(&ColumnTypeKind::encode, cell, RowsOut{numbers.data(), 0, {&first, 1}, width_of(ready)});
    } catch (const Error& error) {
      if (error.kind == ErrorKind::data) return error;
    }
    return std::nullopt;
  }

  const DataSpec& spec_;
  const Table& table_;
  const RowPlan& plan_;
  Findings& findings_;
  bool has_files_;  // several: a line alone does not say where
  std::vector<std::int64_t> rows_;
  std::vector<std::string> mistyped_;
};

}  // namespace

void check_names(const DataSpec& spec, const Table& table, Diagnostics& diagnostics) {
  const auto look = [&](const std::string& name, const std::string& where) {
    try {
      find_column(table, name, where);
    } catch (const Error& error) {
      diagnostics.error(error.where, error.message, error.hint);
    }
  };
  const auto look_at = [&](const std::vector<std::string>& names, const std::string& where) {
    for (std::size_t i = 0; i < names.size(); ++i) look(names[i], child_pointer(where, i));
  };
  const auto look_by_layer = [&](const std::vector<LayerColumns>& layers, const std::string& where) {
    for (const LayerColumns& group : layers) {
      const std::string place = group.layer.empty() ? where : child_pointer(where, group.layer);
      if (group.columns.size() == 1) look(group.columns[0], place);
      else look_at(group.columns, place);
    }
  };
  look_by_layer(spec.target, "/data/target");
  look_by_layer(spec.inputs, "/data/inputs");
  look_by_layer(spec.sample_weight, "/data/sample_weight");
  look_at(spec.features, "/data/features");
  look_at(spec.ignore, "/data/ignore");
  for (const auto& [name, type] : spec.columns.entries) look(name, child_pointer("/data/columns", name));
  if (spec.split && spec.split->by) look(*spec.split->by, "/data/split/by");
}

FaultyCells check_cells(const DataSpec& spec, const Table& table, const RowPlan& plan, const Indices& inputs, const Indices& targets,
                        Findings& findings) {
  CellChecker checker(spec, table, plan, findings);
  for (const std::int64_t column : inputs) checker.check(column, false);
  for (const std::int64_t column : targets) checker.check(column, true);
  return checker.found();
}

}  // namespace nntrain
