// Rows of a table as tensors.
#include <algorithm>
#include <functional>
#include <numeric>

#include "base/error.h"
#include "base/text.h"
#include "input/cells.h"
#include "input/columns.h"

namespace nntrain {
namespace {

// A column of the model at its place in this table.
struct Source {
  const Column* column;
  std::int64_t index;                          // in the table
  const std::vector<std::string>* vocabulary;  // of a text column: its own or its input's
};

Source find_source(const Table& table, const Column& column, const std::vector<std::string>& vocabulary) {
  const std::int64_t index = table.find(column.name);
  if (index >= 0) return {&column, index, &vocabulary};
  std::string hint;
  if (!table.has_header()) {
    hint = "the file has no header line: its columns are called " + list_of(table.names(), "and");
  } else if (const std::string meant = nearest(column.name, table.names()); !meant.empty()) {
    hint = "did you mean " + quoted(meant) + "?";
  }
  throw Error{ErrorKind::data,
              "the file has no column " + quoted(column.name) + ", which the model needs; found " +
                  list_of(table.names(), "and"),
              table.source(), hint};
}

std::vector<Source> find_sources(const Table& table, const std::vector<Column>& columns,
                                 const std::vector<std::string>* shared) {
  std::vector<Source> sources;
  for (const Column& column : columns)
    sources.push_back(find_source(table, column, shared ? *shared : column.vocabulary));
  return sources;
}

// The place of a text cell in the vocabulary.
std::size_t text_index(const Table& table, std::int64_t row, const Source& source) {
  const std::string cell = table.text(row, source.index);
  const std::vector<std::string>& known = *source.vocabulary;
  const auto found = std::ranges::lower_bound(known, cell, std::less<>());
  if (found != known.end() && *found == cell && !table.is_missing(row, source.index))
    return static_cast<std::size_t>(found - known.begin());
  const std::string meant = nearest(cell, known);
  fail_cell(table, row, source.index, "a value of the training rows: " + list_of(known),
            meant.empty() ? "" : "did you mean " + quoted(meant) + "?");
}

void encode_input(const InputColumns& input, const std::vector<Source>& sources, const Table& table, std::int64_t row,
                  float* out) {
  for (const Source& source : sources) {
    const bool is_text = source.column->kind == ColumnKind::text;
    if (input.encoding == InputEncoding::one_hot && is_text) {
      out[text_index(table, row, source)] = 1;  // the row is zeroed
      out += source.vocabulary->size();
    } else if (is_text) {
      *out++ = static_cast<float>(text_index(table, row, source));
    } else if (input.encoding == InputEncoding::index) {
      const float index = whole_number(table, row, source.index, "a number to look up");
      if (input.index_limit > 0 && index >= static_cast<float>(input.index_limit)) {
        fail_cell(table, row, source.index, "a number below " + std::to_string(input.index_limit), "");
      }
      *out++ = index;
    } else {
      *out++ = number(table, row, source.index);
    }
  }
}

void encode_target(const TargetColumns& target, const std::vector<Source>& sources, const Table& table,
                   std::int64_t row, float* out) {
  const bool is_class = target.num_classes > 0;
  for (const Source& source : sources) {
    float value = 0;
    if (source.column->kind == ColumnKind::text) {
      value = static_cast<float>(text_index(table, row, source));
    } else if (is_class) {
      value = whole_number(table, row, source.index, "a class number");
    } else {
      value = number(table, row, source.index);
    }
    if (!is_class || target.encoding == TargetEncoding::class_index) {
      *out++ = value;
    } else {
      if (value >= static_cast<float>(target.num_classes)) {
        fail_cell(table, row, source.index, "a class of the training rows, below " + std::to_string(target.num_classes),
                  "");
      }
      out[static_cast<std::size_t>(value)] = 1;
    }
  }
}

// Appends a row of zeros and returns its beginning.
float* add_row(Matrix& matrix) {
  const std::size_t size = matrix.values.size();
  matrix.values.resize(size + static_cast<std::size_t>(matrix.width));
  return matrix.values.data() + size;
}

std::vector<std::string> unused_names(const Columns& columns, const Table& table) {
  std::vector<std::string> unused;
  const auto uses = [](const auto& layer, const std::string& name) {
    return std::ranges::any_of(layer.columns, [&](const Column& column) { return column.name == name; });
  };
  for (const std::string& name : table.names()) {
    if (std::ranges::none_of(columns.inputs, [&](const InputColumns& input) { return uses(input, name); }) &&
        std::ranges::none_of(columns.targets, [&](const TargetColumns& target) {
          return uses(target, name) || target.sample_weight == name;
        })) {
      unused.push_back(name);
    }
  }
  return unused;
}

std::int64_t product(std::span<const std::int64_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

}  // namespace

std::int64_t InputColumns::row_size() const {
  std::size_t size = 0;
  for (const Column& column : columns) {
    size += encoding == InputEncoding::one_hot && column.kind == ColumnKind::text ? column.vocabulary.size() : 1;
  }
  return static_cast<std::int64_t>(size);
}

std::int64_t TargetColumns::row_size() const {
  const bool is_vector = encoding == TargetEncoding::one_hot && num_classes > 0;
  return is_vector ? num_classes : static_cast<std::int64_t>(columns.size());
}

std::span<const std::string> TargetColumns::class_names() const {
  if (columns.size() != 1) return {};
  return columns[0].vocabulary;
}

Dataset encode(const Columns& columns, const Table& table, bool need_target) {
  Dataset data;
  data.source = table.source();
  data.ignored = unused_names(columns, table);
  std::vector<std::vector<Source>> inputs, targets;
  std::vector<std::int64_t> weights;
  for (const InputColumns& input : columns.inputs) {
    const bool shares = input.encoding == InputEncoding::index;
    inputs.push_back(find_sources(table, input.columns, shares ? &input.vocabulary : nullptr));
    data.inputs.push_back({.width = input.row_size(), .values = {}});
  }
  for (const TargetColumns& target : columns.targets) {
    if (!need_target) break;
    targets.push_back(find_sources(table, target.columns, nullptr));
    data.targets.push_back({.width = target.row_size(), .values = {}});
    weights.push_back(target.sample_weight ? table.find(*target.sample_weight) : -1);
    data.weights.push_back({.width = weights.back() >= 0 ? 1 : 0, .values = {}});
    if (target.sample_weight && weights.back() < 0 && std::ranges::count(data.no_weights, *target.sample_weight) == 0) {
      data.no_weights.push_back(*target.sample_weight);
    }
  }
  std::vector<std::int64_t> used;
  for (const auto* layers : {&inputs, &targets}) {
    for (const std::vector<Source>& sources : *layers) {
      for (const Source& source : sources) used.push_back(source.index);
    }
  }
  for (const std::int64_t weight : weights) {
    if (weight >= 0) used.push_back(weight);
  }
  for (auto* matrices : {&data.inputs, &data.targets, &data.weights}) {
    for (Matrix& matrix : *matrices) matrix.values.reserve(static_cast<std::size_t>(table.num_rows() * matrix.width), table.memory());
  }
  data.lines.reserve(static_cast<std::size_t>(table.num_rows()));
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    if (columns.missing == Missing::drop && has_missing(table, row, used)) {
      ++data.num_dropped;
      continue;
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      encode_input(columns.inputs[i], inputs[i], table, row, add_row(data.inputs[i]));
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
      encode_target(columns.targets[i], targets[i], table, row, add_row(data.targets[i]));
      if (weights[i] >= 0) *add_row(data.weights[i]) = weight_number(table, row, weights[i]);
    }
    data.lines.push_back(table.line(row));
  }
  if (need_target && data.lines.empty()) fail_no_row(table);
  return data;
}

namespace {

constexpr const char* count_from_zero = "classes are counted from 0, these from 1: take 1 away, or write them as text";

// Whether the classes of a target are 1 … units.
bool counts_from_one(const TargetColumns& target, const Matrix& values, std::int64_t units) {
  if (target.num_classes != units + 1 || !target.class_names().empty()) return false;
  for (std::size_t i = 0; i < values.values.size(); i += static_cast<std::size_t>(values.width)) {
    const bool is_zero = target.encoding == TargetEncoding::one_hot ? values.values[i] == 1 : values.values[i] == 0;
    if (is_zero) return false;
  }
  return true;
}

// How a target of another width than its output is mended.
std::string width_hint(const TargetColumns& target, const Matrix& values, std::int64_t expected) {
  if (counts_from_one(target, values, expected)) return count_from_zero;
  if (target.encoding == TargetEncoding::one_hot)
    return "give the last layer a unit for each class: \"units\": " + std::to_string(target.row_size());
  if (target.encoding == TargetEncoding::class_index)
    return "where the columns are a vector with a 1 at the class, the loss is \"categorical_crossentropy\"";
  if (target.row_size() == 1) return "where the target is a class number, the loss is \"sparse_categorical_crossentropy\"";
  return "give the last layer as many units as there are target columns";
}

}  // namespace

std::vector<std::string> remarks(const Dataset& data) {
  std::vector<std::string> lines;
  if (data.num_dropped > 0) {
    lines.push_back(data.source + ": " + count_of(data.num_dropped, "row") + " with an empty cell left out, " +
                    count_of(data.num_rows(), "row") + " kept");
  }
  for (const std::string& column : data.no_weights) {
    lines.push_back(data.source + ": it has no column " + quoted(column) + " of sample weights, every row counts 1");
  }
  return lines;
}

void check_targets(const Columns& columns, const Dataset& data,
                   std::span<const std::vector<std::int64_t>> output_shapes) {
  for (std::size_t i = 0; i < columns.targets.size(); ++i) {
    const TargetColumns& target = columns.targets[i];
    const std::vector<std::int64_t>& shape = output_shapes[i];
    const bool is_index = target.encoding == TargetEncoding::class_index;
    const std::int64_t units = shape.empty() ? 1 : shape.back();
    const std::int64_t expected = is_index ? product(shape) / units : product(shape);
    if (target.columns.empty()) continue;  // nothing is held against it
    const std::string output = "output" + (target.layer.empty() ? "" : " " + quoted(target.layer));
    if (target.row_size() != expected) {
      throw Error{ErrorKind::config,
                  output + " of shape " + shape_text(shape) + " needs " + count_of(expected, "target number") +
                      " a row; the data have " + std::to_string(target.row_size()),
                  target.layer, width_hint(target, data.targets[i], expected)};
    }
    if (!is_index) continue;
    if (const auto names = target.class_names(); static_cast<std::int64_t>(names.size()) > units) {
      throw Error{ErrorKind::config,
                  output + " has " + count_of(units, "unit") + "; the target has " +
                      count_of(static_cast<std::int64_t>(names.size()), "class") + ": " + list_of(names, "and"),
                  target.layer};
    }
    const Numbers& values = data.targets[i].values;
    const auto bad = std::ranges::find_if(values, [&](float value) { return value >= static_cast<float>(units); });
    if (bad == values.end()) continue;
    const auto row = static_cast<std::size_t>((bad - values.begin()) / data.targets[i].width);
    throw Error{
        ErrorKind::data,
        "found class " + to_text(*bad) + "; expected one below " + std::to_string(units) + ", the units of " + output,
        data.source + ":" + std::to_string(data.lines[row]),
        counts_from_one(target, data.targets[i], units) ? count_from_zero : "give it a unit for each class"};
  }
}

}  // namespace nntrain
