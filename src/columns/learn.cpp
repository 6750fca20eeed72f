// What the columns of a table are to a network: which belong to which layer, what they are, and what their types learn.
#include <algorithm>
#include <functional>
#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "columns/assignment.h"
#include "columns/boolean.h"
#include "columns/category.h"
#include "columns/columns.h"
#include "columns/date.h"
#include "columns/number.h"
#include "columns/recognize.h"
#include "columns/vocabulary.h"

namespace nntrain {
namespace {

using columns::Boolean;
using columns::Category;
using columns::Date;
using columns::Number;

// Of a shape that a config may give: the largest number where it is larger than that.
std::int64_t product(std::span<const std::int64_t> shape) {
  std::int64_t result = 1;
  for (const std::int64_t size : shape) {
    if (__builtin_mul_overflow(result, size, &result)) return std::numeric_limits<std::int64_t>::max();
  }
  return result;
}

// Calls f(), and tells config errors that name no place at this one.
template <class F>
auto placed(const std::string& where, F f) {
  try {
    return f();
  } catch (Error& error) {
    if (error.kind == ErrorKind::config && error.where.empty()) error.where = where;
    throw;
  }
}

// ---- What is in a column ----

// Looks at the columns of the rows that train; places are made when first they are needed.
class Learner {
 public:
  Learner(const DataSpec& spec, const Table& table, const RowPlan& plan) : spec_(spec), table_(table), plan_(plan) {}

  const std::string& name(std::int64_t column) const { return table_.names()[static_cast<std::size_t>(column)]; }
  std::string quoted_name(std::int64_t column) const { return quoted(name(column)); }

  // What the config says of it, or null.
  const ColumnType* said(std::int64_t column) const { return spec_.columns.find(name(column)); }

  // Its cells of the rows that train; of one column after the other they are copied.
  const ColumnCells& cells(std::int64_t column) const {
    if (!copied_ || copied_column_ != column) {
      find_places();
      copied_ = ColumnCells::copied(table_, column, training_);
      copied_column_ = column;
    }
    return *copied_;
  }

  // A column of numbers? Of one with no value at all: Error{data}.
  bool is_number(std::int64_t column) const {
    const bool has_texts = std::ranges::any_of(table_.blocks(), [&](const Block& block) {
      return block.counts(column).texts + block.counts(column).missing > 0;
    });
    if (!has_texts) return true;
    const ColumnCells& rows = cells(column);
    std::size_t numbers = 0, filled = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      filled += !rows.is_missing(i);
      numbers += rows.is_number(i);
    }
    if (filled == 0) fail_all_missing(rows);
    return numbers * 2 > filled;
  }

  // What an input column is, by what stands in it.
  ColumnType found_type(std::int64_t column) const {
    if (is_number(column)) return Number{};
    check_decimal_comma(column);
    const std::vector<std::string> texts = texts_of({column});
    if (are_booleans(texts)) return Boolean{};
    if (date_format_of(texts)) return Date{};
    check_categories(column, texts);
    return Category{};
  }

  // What it is for an input that looks numbers up: whole numbers, or texts of a vocabulary that all its columns share.
  ColumnType shared_type(std::int64_t column) const { return is_number(column) ? ColumnType(Number{}) : ColumnType(Category{}); }

  // The type after it has learnt. Error{config} at the column: its treatments do not fit.
  ColumnType learned(const ColumnType& type, std::int64_t column) const {
    const Number* number = type.as<Number>();
    if (number && number->is_plain()) return type;
    return placed("/data/columns/" + name(column), [&] {
      type.call(&ColumnTypeKind::flow);
      return learned_type(type, cells(column));
    });
  }

  // The different texts of the columns, sorted by bytes.
  std::vector<std::string> texts_of(const Indices& columns) const {
    TextCounts counts;
    std::string buffer;
    for (const std::int64_t column : columns) {
      const ColumnCells& rows = cells(column);
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (!rows.is_missing(i)) counts.add(rows.text(i, buffer));
    }
    return counts.seen(1);
  }

  // Refuses names, identifiers and free text.
  void check_categories(std::int64_t column, const std::vector<std::string>& texts) const {
    if (texts.size() <= 100 || texts.size() * 2 <= training_.size()) return;
    throw Error{ErrorKind::data,
                "column " + quoted_name(column) + " is text with " + std::to_string(texts.size()) + " different values in " +
                    count_of(static_cast<std::int64_t>(training_.size()), "row") + "; expected numbers or categories",
                table_.source(), "leave it out: \"data\": {\"ignore\": [" + quoted_name(column) + "]}"};
  }

  // Refuses a class that only rows that do not train have.
  void check_held_back(const Indices& columns, const std::vector<std::string>& known) const {
    if (plan_.parts.train == plan_.parts.sum()) return;
    std::vector<RowPlace> held_back;
    each_row([&](const RowPlace& place, std::int64_t row) {
      if (plan_.place_of(row) >= plan_.parts.train) held_back.push_back(place);
    });
    std::string buffer;
    for (const std::int64_t column : columns) {
      const ColumnCells rows = ColumnCells::copied(table_, column, held_back);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows.is_missing(i) || std::ranges::binary_search(known, rows.text(i, buffer), std::less<>())) continue;
        rows.fail(i, "a value of the training rows: " + list_of(known),
                  spec_.split ? "have of each class as many rows: \"split\": {\"type\": \"stratified\"}"
                              : "validation takes the last rows: shuffle a file that is sorted");
      }
    }
  }

  // 1 + the largest class number of a column of numbers.
  std::int64_t num_classes(std::int64_t column) const {
    std::int64_t classes = 0;
    const ColumnCells& rows = cells(column);
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (!rows.is_missing(i)) classes = std::max(classes, 1 + static_cast<std::int64_t>(rows.whole_number(i, "a class number")));
    return classes;
  }

 private:
  template <class F>
  void each_row(F f) const {
    for (std::uint32_t b = 0; b < table_.blocks().size(); ++b)
      for (std::uint32_t row = 0; row < table_.blocks()[b].num_rows(); ++row) f(RowPlace{b, row}, table_.first_row(b) + row);
  }

  void find_places() const {
    if (!training_.empty()) return;
    const auto rows = static_cast<std::size_t>(plan_.parts.train);
    if (table_.memory()) table_.memory()->rest(rows * (sizeof(RowPlace) + sizeof(Cell)), "a column of " + count_of(plan_.parts.train, "row"));
    training_.reserve(rows);
    each_row([&](const RowPlace& place, std::int64_t row) {
      if (plan_.trains(row)) training_.push_back(place);
    });
  }

  // A column of text of which every cell becomes a number when its comma becomes a point.
  void check_decimal_comma(std::int64_t column) const {
    const ColumnCells& rows = cells(column);
    std::size_t first = rows.size();
    std::string buffer;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows.is_missing(i)) continue;
      first = std::min(first, i);
      std::string cell(rows.text(i, buffer));
      if (const std::size_t comma = cell.find(','); comma != cell.npos) cell[comma] = '.';
      float value = 0;
      if (parse_float(cell, value) != NumberText::finite) return;
    }
    rows.fail(first, "a number with a decimal point", R"(say that commas are decimal: "data": {"decimal": ","})");
  }

  const DataSpec& spec_;
  const Table& table_;
  const RowPlan& plan_;
  mutable std::vector<RowPlace> training_;
  mutable std::optional<ColumnCells> copied_;
  mutable std::int64_t copied_column_ = -1;
};

// ---- Inputs ----

// An input that looks numbers up takes categories by number.
ColumnType looked_up(ColumnType type) {
  const Category* category = type.as<Category>();
  if (!category || !category->treatment.values.empty()) return type;
  Category by_number = *category;
  by_number.treatment.values = {"ordinal"};
  return by_number;
}

InputColumns learn_input(const DataSpec& spec, const Learner& learner, const InputWant& want, const Indices& indices) {
  InputColumns input{.layer = want.layer, .encoding = want.encoding, .index_limit = want.index_limit};
  const bool looks_up = want.encoding == InputEncoding::index;
  Indices sharing;
  for (const std::int64_t index : indices) {
    const ColumnType* said = learner.said(index);
    Column column{learner.name(index), said ? *said : looks_up ? learner.shared_type(index) : learner.found_type(index)};
    if (said && looks_up) column.type = looked_up(column.type);
    if (input.shares_vocabulary(column)) sharing.push_back(index);
    else column.type = learner.learned(column.type, index);
    input.columns.push_back(std::move(column));
  }
  if (!sharing.empty()) {
    input.vocabulary = learner.texts_of(sharing);
    const auto size = static_cast<std::int64_t>(input.vocabulary.size());
    if (want.index_limit > 0 && size > want.index_limit) {
      fail_config(want.layer, layer_name("input", want.layer) + " takes numbers below " +
                                  std::to_string(want.index_limit) + "; its columns have " + std::to_string(size) +
                                  " different texts");
    }
  }
  const std::int64_t numbers = input.row_size();
  const auto fits = [&](const std::vector<std::int64_t>& shape, const std::string& where) {
    if (product(shape) == numbers) return;
    fail_config(where, layer_name("input", want.layer) + " takes " + std::to_string(product(shape)) +
                           " numbers a row (shape " + shape_text(shape) + "); the data have " +
                           std::to_string(numbers) + " in " +
                           count_of(static_cast<std::int64_t>(indices.size()), "column"));
  };
  if (!spec.shape.empty()) fits(spec.shape, "/data/shape");
  if (!want.shape.empty()) fits(want.shape, want.layer);
  if (!spec.shape.empty() && !want.shape.empty() && spec.shape != want.shape) {
    fail_config("/data/shape", "found " + shape_text(spec.shape) + "; expected " + shape_text(want.shape) +
                                   ", the shape of " + layer_name("input", want.layer));
  }
  input.shape = !want.shape.empty() ? want.shape : !spec.shape.empty() ? spec.shape : std::vector{numbers};
  return input;
}

// ---- Targets ----

ColumnType target_type(const Learner& learner, std::int64_t index) {
  const std::string where = "/data/columns/" + learner.name(index);
  if (const ColumnType* said = learner.said(index)) {
    if (const Number* number = said->as<Number>()) {
      if (number->gaps.fills()) fail_config(where + "/missing", "a target's missing cells cannot be filled", R"(drop such rows: "missing": "drop")");
      return *said;
    }
    const Category* category = said->as<Category>();
    if (!category) fail_config(where, "a target is a number or a category; got " + std::string(said->type()));
    return Category{.vocabulary = category->vocabulary, .unknown = Unknown::error};
  }
  if (learner.is_number(index)) return Number{};
  return Category{.unknown = Unknown::error};
}

TargetColumns learn_target(const Learner& learner, const OutputWant& want, const Indices& indices) {
  if (!want.encoding) return {.layer = want.layer};
  const bool single = indices.size() == 1;
  TargetColumns target{.layer = want.layer, .encoding = !single && want.or_vectors ? TargetEncoding::one_hot : *want.encoding};
  for (const std::int64_t index : indices) {
    Column column{learner.name(index), target_type(learner, index)};
    const std::string where = "/data/columns/" + column.name;
    if (const Category* category = column.type.as<Category>()) {
      Category known = *category;
      if (!known.vocabulary) {
        known.vocabulary = learner.texts_of({index});
        learner.check_categories(index, *known.vocabulary);
        learner.check_held_back({index}, *known.vocabulary);
      }
      const std::string found = "target column " + quoted(column.name) + " is text";
      const auto num_texts = static_cast<std::int64_t>(known.vocabulary->size());
      if (target.encoding != TargetEncoding::number) {
        if (!single) fail_config("/data/target", found + "; expected numbers, or a single column of text");
        target.num_classes = num_texts;
      } else if (num_texts != 2) {
        fail_config("/loss",
                    found + " with " + count_of(num_texts, "value") + " (" + list_of(*known.vocabulary, "and") +
                        "); expected numbers or two classes",
                    R"(classes are learned with the loss "sparse_categorical_crossentropy")");
      }
      column.type = known;
    } else if (target.encoding == TargetEncoding::class_index || (target.encoding == TargetEncoding::one_hot && single)) {
      if (!column.type.as<Number>()->treatment.values.empty())
        fail_config(where + "/treatment", "the target is a class number, which no treatment may change", "a number to be met is learned by \"mse\"");
      target.num_classes = std::max(target.num_classes, learner.num_classes(index));
    } else {
      column.type = learner.learned(column.type, index);
      if (!undo_of(column.type.as<Number>()->treatment))
        fail_config(where + "/treatment", "predictions could not be brought back into the target's unit",
                    "a target may have log1p first, then z_score, min_max or robust");
    }
    target.columns.push_back(std::move(column));
  }
  return target;
}

}  // namespace

Columns learn_columns(const DataSpec& spec, const Table& table, const NetworkWants& wants, const RowPlan& plan) {
  const Assignment assignment(spec, table, wants);
  if (!spec.shape.empty() && wants.inputs.size() != 1) {
    fail_config("/data/shape", "the network has several inputs; expected the shape in each input layer");
  }
  const Learner learner(spec, table, plan);
  Columns columns{.inputs = {}, .targets = {}, .missing = spec.missing};
  for (std::size_t i = 0; i < wants.inputs.size(); ++i) {
    columns.inputs.push_back(learn_input(spec, learner, wants.inputs[i], assignment.inputs[i]));
  }
  for (std::size_t i = 0; i < wants.outputs.size(); ++i) {
    columns.targets.push_back(learn_target(learner, wants.outputs[i], assignment.targets[i]));
    if (const std::int64_t weight = assignment.weights[i]; weight >= 0) {
      columns.targets.back().sample_weight = table.names()[static_cast<std::size_t>(weight)];
    }
  }
  return columns;
}

ColumnType learned_column(const DataSpec& spec, const Table& table, const RowPlan& plan, const std::string& name) {
  const Learner learner(spec, table, plan);
  const std::int64_t column = find_column(table, name, "/data/columns/" + name);
  return learner.learned(*learner.said(column), column);
}

bool is_embedded(const ColumnType& type) {
  const Treatments* chain = type.as<Category>() ? &type.as<Category>()->treatment : type.as<Number>() ? &type.as<Number>()->treatment : nullptr;
  return chain && std::ranges::any_of(chain->values, [](const Treatment& treatment) { return treatment.kind().embeds; });
}

// ---- Reading ----

namespace {

void add_text_columns(const std::vector<Column>& columns, ReadOptions& options) {
  for (const Column& column : columns)
    if (column.type.kind().is_text) options.text_columns.push_back(column.name);
}

}  // namespace

ReadOptions reading_of(const DataSpec& spec) {
  ReadOptions options = spec.reading;
  for (const auto& [name, type] : spec.columns.entries)
    if (type.kind().is_text) options.text_columns.push_back(name);
  const bool by_label = spec.split && (spec.split->kind == SplitKind::group || spec.split->kind == SplitKind::column);
  if (by_label && spec.split->by) options.text_columns.push_back(*spec.split->by);
  return options;
}

ReadOptions reading_of(const DataSpec& spec, const Columns& columns) {
  ReadOptions options = spec.reading;
  for (const InputColumns& input : columns.inputs) add_text_columns(input.columns, options);
  for (const TargetColumns& target : columns.targets) add_text_columns(target.columns, options);
  return options;
}

Table read_table(const DataSpec& spec, const ReadOptions& options, const std::string& path) {
  if (path.empty() && spec.synthetic) return synthetic_table(*spec.synthetic);
  return read_table(path, options);
}

}  // namespace nntrain
