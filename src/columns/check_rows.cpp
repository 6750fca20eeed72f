// What is wrong with encoded rows, or good to know of them.
#include <algorithm>
#include <functional>
#include <numeric>

#include "base/error.h"
#include "base/text.h"
#include "columns/category.h"
#include "columns/columns.h"
#include "columns/vocabulary.h"

namespace nntrain {

using columns::Category;

std::vector<std::string> unknown_texts(const Columns& columns, const Table& table, const RowPlan* plan) {
  std::vector<std::string> lines;
  if (plan && plan->parts.train == plan->parts.sum()) return lines;
  std::vector<RowPlace> rows;
  for (std::uint32_t b = 0; b < table.blocks().size(); ++b)
    for (std::uint32_t row = 0; row < table.blocks()[b].num_rows(); ++row)
      if (!plan || plan->place_of(table.first_row(b) + row) >= plan->parts.train) rows.push_back({b, row});
  for (const InputColumns& input : columns.inputs) {
    for (const Column& column : input.columns) {
      const Category* category = column.type.as<Category>();
      const std::int64_t index = table.find(column.name);
      if (!category || !category->vocabulary || category->unknown == Unknown::error || index < 0) continue;
      const TextNumbers known(*category->vocabulary);
      const ColumnCells cells = ColumnCells::copied(table, index, rows);
      TextCounts unknown;
      std::string buffer;
      std::int64_t count = 0;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells.is_missing(i) || known.find(cells.text(i, buffer)) >= 0) continue;
        unknown.add(cells.text(i, buffer));
        ++count;
      }
      constexpr std::size_t named = 5;
      if (count > 0)
        lines.push_back(table.source() + ": column " + quoted(column.name) + ": " + count_of(count, "row") + " with a text that the training rows do not have: " +
                        list_of(unknown.seen(1), "and", named));
    }
  }
  return lines;
}

namespace {

std::int64_t product(std::span<const std::int64_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

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
                  target.layer, "give it a unit for each class: \"units\": " + std::to_string(names.size())};
    }
    const Matrix& values = data.targets[i];
    const std::size_t bad = values.find_value([&](float value) { return value >= static_cast<float>(units); });
    if (bad == values.values.size()) continue;
    const std::int64_t row = static_cast<std::int64_t>(bad) / values.width;
    throw Error{
        ErrorKind::data,
        "found class " + to_text(values.values[bad]) + "; expected one below " + std::to_string(units) + ", the units of " + output,
        data.place(row),
        counts_from_one(target, values, units) ? count_from_zero : "give it a unit for each class"};
  }
}

}  // namespace nntrain
