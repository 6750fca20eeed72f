// What the columns of a table are to a network: which belong to which layer, numbers or text, and what text there is.
#include "input/columns.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <unordered_set>

#include "base/error.h"
#include "base/text.h"
#include "input/assignment.h"
#include "input/batches.h"
#include "input/cells.h"

namespace nntrain {
namespace {

// Of a shape that a config may give: the largest number where it is larger than that.
std::int64_t product(std::span<const std::int64_t> shape) {
  std::int64_t result = 1;
  for (const std::int64_t size : shape) {
    if (__builtin_mul_overflow(result, size, &result)) return std::numeric_limits<std::int64_t>::max();
  }
  return result;
}

// ---- What is in a column ----

// Looks at the columns of the rows that train.
class Learner {
 public:
  Learner(const Table& table, Indices training, Indices validation)
      : table_(table), training_(std::move(training)), validation_(std::move(validation)) {}

  Column column(std::int64_t index) const {
    Column column{.name = table_.names()[static_cast<std::size_t>(index)], .kind = kind(index), .vocabulary = {}};
    if (column.kind == ColumnKind::text) check_decimal_comma(index);
    return column;
  }

  // The different texts of the columns, sorted by bytes.
  std::vector<std::string> vocabulary(const Indices& columns) const {
    std::unordered_set<std::string> values;
    for (const std::int64_t row : training_) {
      for (const std::int64_t column : columns) {
        if (!table_.is_missing(row, column)) values.insert(table_.text(row, column));
      }
    }
    std::vector<std::string> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    check_validation(columns, sorted);
    return sorted;
  }

  // The vocabulary of a column of classes; refuses names, identifiers and free text.
  std::vector<std::string> categories(std::int64_t column) const {
    std::vector<std::string> values = vocabulary({column});
    if (values.size() > 100 && values.size() * 2 > training_.size()) {
      const std::string name = quoted(table_.names()[static_cast<std::size_t>(column)]);
      throw Error{ErrorKind::data,
                  "column " + name + " is text with " + std::to_string(values.size()) + " different values in " +
                      count_of(static_cast<std::int64_t>(training_.size()), "row") + "; expected numbers or categories",
                  table_.source(), "leave it out: \"data\": {\"ignore\": [" + name + "]}"};
    }
    return values;
  }

  // 1 + the largest class number of a column of numbers.
  std::int64_t num_classes(std::int64_t column) const {
    std::int64_t classes = 0;
    for (const std::int64_t row : training_) {
      if (!table_.is_missing(row, column)) {
        classes = std::max(classes, 1 + static_cast<std::int64_t>(whole_number(table_, row, column, "a class number")));
      }
    }
    return classes;
  }

 private:
  ColumnKind kind(std::int64_t column) const {
    std::size_t numbers = 0, filled = 0;
    for (const std::int64_t row : training_) {
      if (table_.is_missing(row, column)) continue;
      ++filled;
      if (table_.number(row, column)) ++numbers;
      if (numbers * 2 > training_.size()) return ColumnKind::number;  // whatever follows
    }
    if (filled == 0) {
      const std::string name = quoted(table_.names()[static_cast<std::size_t>(column)]);
      throw Error{ErrorKind::data, "column " + name + " has no value in the training rows", table_.source(),
                  "leave it out: \"data\": {\"ignore\": [" + name + "]}"};
    }
    return numbers * 2 > filled ? ColumnKind::number : ColumnKind::text;
  }

  // A column of text of which every cell becomes a number when its comma becomes a point.
  void check_decimal_comma(std::int64_t column) const {
    std::int64_t first = -1;
    for (const std::int64_t row : training_) {
      std::string cell = table_.text(row, column);
      if (table_.is_missing(row, column)) continue;
      if (first < 0) first = row;
      const std::size_t comma = cell.find(',');
      if (comma != cell.npos) cell[comma] = '.';
      float value = 0;
      if (parse_float(cell, value) != NumberText::finite) return;
    }
    fail_cell(table_, first, column, "a number with a decimal point",
              "replace the decimal commas of the file by points");
  }

  void check_validation(const Indices& columns, const std::vector<std::string>& known) const {
    for (const std::int64_t row : validation_) {
      for (const std::int64_t column : columns) {
        const std::string cell = table_.text(row, column);
        if (table_.is_missing(row, column) || std::ranges::binary_search(known, cell, std::less<>())) continue;
        fail_cell(table_, row, column, "a value of the training rows: " + list_of(known),
                  "validation takes the last rows: shuffle a file that is sorted");
      }
    }
  }

  const Table& table_;
  Indices training_, validation_;
};

InputColumns learn_input(const DataSpec& spec, const Learner& learner, const InputWant& want, const Indices& indices) {
  InputColumns input{.layer = want.layer, .encoding = want.encoding, .index_limit = want.index_limit};
  Indices texts;
  for (const std::int64_t index : indices) {
    Column column = learner.column(index);
    if (column.kind == ColumnKind::text) {
      texts.push_back(index);
      if (want.encoding == InputEncoding::one_hot) column.vocabulary = learner.categories(index);
    }
    input.columns.push_back(std::move(column));
  }
  if (want.encoding == InputEncoding::index && !texts.empty()) {
    input.vocabulary = learner.vocabulary(texts);
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

TargetColumns learn_target(const Learner& learner, const OutputWant& want, const Indices& indices) {
  if (!want.encoding) return {.layer = want.layer};
  const bool single = indices.size() == 1;
  TargetColumns target{.layer = want.layer, .encoding = !single && want.or_vectors ? TargetEncoding::one_hot : *want.encoding};
  for (const std::int64_t index : indices) {
    Column column = learner.column(index);
    if (column.kind == ColumnKind::text) {
      column.vocabulary = learner.categories(index);
      const std::string found = "target column " + quoted(column.name) + " is text";
      if (target.encoding != TargetEncoding::number) {
        if (!single) fail_config("/data/target", found + "; expected numbers, or a single column of text");
        target.num_classes = static_cast<std::int64_t>(column.vocabulary.size());
      } else if (column.vocabulary.size() != 2) {
        fail_config("/loss",
                    found + " with " + count_of(static_cast<std::int64_t>(column.vocabulary.size()), "value") + " (" +
                        list_of(column.vocabulary, "and") + "); expected numbers or two classes",
                    R"(classes are learned with the loss "sparse_categorical_crossentropy")");
      }
    } else if (target.encoding == TargetEncoding::class_index || (target.encoding == TargetEncoding::one_hot && single)) {
      target.num_classes = std::max(target.num_classes, learner.num_classes(index));
    }
    target.columns.push_back(std::move(column));
  }
  return target;
}

// The rows that `missing` keeps: with drop, those whose cells in the used columns are all filled.
Indices kept_rows(const Table& table, Missing missing, const Assignment& columns) {
  Indices used;
  for (const Indices& input : columns.inputs) used.insert(used.end(), input.begin(), input.end());
  for (const Indices& target : columns.targets) used.insert(used.end(), target.begin(), target.end());
  for (const std::int64_t weight : columns.weights) {
    if (weight >= 0) used.push_back(weight);
  }
  Indices rows;
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    if (missing == Missing::error || !has_missing(table, row, used)) rows.push_back(row);
  }
  return rows;
}

}  // namespace

Columns learn_columns(const DataSpec& spec, const Table& table, const NetworkWants& wants, double validation_split) {
  const Assignment assignment(spec, table, wants);
  if (!spec.shape.empty() && wants.inputs.size() != 1) {
    fail_config("/data/shape", "the network has several inputs; expected the shape in each input layer");
  }
  Indices training = kept_rows(table, spec.missing, assignment);
  if (training.empty()) fail_no_row(table);
  const std::int64_t split = split_point(static_cast<std::int64_t>(training.size()), validation_split);
  if (split == 0) {
    fail_config("/validation_split", "found " + to_text(validation_split) + ", which leaves none of " +
                                         count_of(static_cast<std::int64_t>(training.size()), "row") + " for training");
  }
  Indices validation(training.begin() + split, training.end());
  training.resize(static_cast<std::size_t>(split));
  const Learner learner(table, std::move(training), std::move(validation));

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

ReadOptions read_options(const DataSpec& spec) {
  ReadOptions options;
  options.delimiter = spec.delimiter;
  options.header = spec.header;
  return options;
}

Table read_table(const DataSpec& spec, const std::string& path) {
  if (path.empty() && spec.synthetic) return synthetic_table(*spec.synthetic);
  return read_table(path, read_options(spec));
}

}  // namespace nntrain
