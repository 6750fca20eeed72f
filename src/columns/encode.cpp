// Rows of a table as tensors.
#include <algorithm>
#include <cmath>

#include "base/each_piece.h"
#include "base/error.h"
#include "base/text.h"
#include "columns/category.h"
#include "columns/columns.h"
#include "columns/number.h"
#include "columns/used_columns.h"
#include "columns/vocabulary.h"

namespace nntrain {
namespace {

using columns::Category;
using columns::Number;

std::int64_t find_source(const Table& table, const Column& column) {
  const std::int64_t index = table.find(column.name);
  if (index >= 0) return index;
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

Indices find_sources(const Table& table, const std::vector<Column>& columns) {
  Indices sources;
  for (const Column& column : columns) sources.push_back(find_source(table, column));
  return sources;
}

// Columns of the file at their places in a tensor.
class InputEncoder {
 public:
  InputEncoder(const InputColumns& input, const Table& table)
      : input_(input), sources_(find_sources(table, input.columns)), shared_(input.vocabulary) {}

  const Indices& sources() const { return sources_; }

  void encode(const Table& table, const Block& block, std::span<const RowPlace> rows, std::span<const std::int64_t> places, float* origin) const {
    const std::int64_t stride = input_.row_size();
    std::int64_t at = 0;
    for (std::size_t c = 0; c < sources_.size();) {
      const std::size_t plain = num_plain(block, c);
      if (plain > 0) {
        copy(block, rows, places, c, plain, origin + at, stride);
        c += plain;
        at += static_cast<std::int64_t>(plain);
        continue;
      }
      const ColumnCells cells(table, sources_[c], rows);
      const ColumnType& type = input_.columns[c].type;
      const RowsOut out{origin + at, stride, places, width_at(c)};
      if (input_.encoding == InputEncoding::one_hot) type.call(&ColumnTypeKind::encode, cells, out);
      else encode_index(input_.columns[c], cells, out);
      at += out.width;
      ++c;
    }
  }

 private:
  std::int64_t width_at(std::size_t c) const { return input_.width_of(input_.columns[c]); }

  // How many columns from here on are numbers to be taken as they are, all of them there, and beside each other in the file.
  std::size_t num_plain(const Block& block, std::size_t begin) const {
    std::size_t c = begin;
    for (; c < sources_.size(); ++c) {
      const Number* number = input_.columns[c].type.as<Number>();
      const ColumnCounts& counts = block.counts(sources_[c]);
      if (input_.encoding != InputEncoding::one_hot || !number || !number->is_plain() || counts.texts + counts.missing > 0) break;
      if (c > begin && sources_[c] != sources_[c - 1] + 1) break;
    }
    return c - begin;
  }

  void copy(const Block& block, std::span<const RowPlace> rows, std::span<const std::int64_t> places, std::size_t column, std::size_t count,
            float* origin, std::int64_t stride) const {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      block.copy_numbers(rows[i].row, sources_[column], {origin + places[i] * stride, count});
    }
  }

  // Numbers to look up in a table of index_limit rows.
  void encode_index(const Column& column, const ColumnCells& cells, const RowsOut& out) const {
    const Number* number_type = column.type.as<Number>();
    const bool is_number = number_type && number_type->is_plain(), is_shared = input_.shares_vocabulary(column);
    if (!is_number && !is_shared) column.type.call(&ColumnTypeKind::encode, cells, out);
    std::string buffer;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::span<float> numbers = out.at(i);
      if (is_number) numbers[0] = cells.whole_number(i, "a number to look up");
      if (is_shared) numbers[0] = static_cast<float>(shared_number(cells, i, buffer));
      for (const float number : numbers) {
        if (number < 0 || number != std::floor(number)) cells.fail(i, "a whole number to look up", R"(leave its "treatment" out, or take "ordinal")");
        if (input_.index_limit > 0 && number >= static_cast<float>(input_.index_limit))
          cells.fail(i, "a number below " + std::to_string(input_.index_limit),
                     is_number ? "" : "give the Embedding layer a larger input_dim");
      }
    }
  }

  // The place of a text among those that the columns of the input share; of an unknown one the place behind them, where there is
  // room for it.
  std::int64_t shared_number(const ColumnCells& cells, std::size_t i, std::string& buffer) const {
    const std::string expected = "a value of the training rows: " + list_of(input_.vocabulary);
    if (cells.is_missing(i)) cells.fail(i, expected, {});
    const std::string_view text = cells.text(i, buffer);
    if (const std::int64_t place = shared_.find(text); place >= 0) return place;
    const auto size = static_cast<std::int64_t>(input_.vocabulary.size());
    if (size < input_.index_limit) return size;
    const std::string meant = nearest(text, input_.vocabulary);
    cells.fail(i, expected, meant.empty() ? "a larger input_dim of the Embedding layer has room for unknown texts" : "did you mean " + quoted(meant) + "?");
  }

  const InputColumns& input_;
  Indices sources_;
  TextNumbers shared_;
};

class TargetEncoder {
 public:
  TargetEncoder(const TargetColumns& target, const Table& table)
      : target_(target), sources_(find_sources(table, target.columns)), weight_(target.sample_weight ? table.find(*target.sample_weight) : -1) {}

  const Indices& sources() const { return sources_; }
  std::int64_t weight() const { return weight_; }

  void encode(const Table& table, std::span<const RowPlace> rows, std::span<const std::int64_t> places, float* origin) const {
    const std::int64_t stride = target_.row_size();
    const bool is_class = target_.num_classes > 0;
    for (std::size_t c = 0; c < sources_.size(); ++c) {
      const ColumnCells cells(table, sources_[c], rows, false);
      const ColumnType& type = target_.columns[c].type;
      if (!is_class && type.as<Number>()) {
        type.call(&ColumnTypeKind::encode, cells, RowsOut{origin + c, stride, places, 1});
        continue;
      }
      const Category* category = type.as<Category>();
      for (std::size_t i = 0; i < rows.size(); ++i) {
        float* const out = origin + places[i] * stride;
        const float value = category ? class_of(*category, cells, i) : cells.whole_number(i, "a class number");
        if (!is_class || target_.encoding == TargetEncoding::class_index) out[c] = value;
        else if (value < static_cast<float>(target_.num_classes)) out[static_cast<std::size_t>(value)] = 1;
        else cells.fail(i, "a class of the training rows, below " + std::to_string(target_.num_classes), "");
      }
    }
  }

  void encode_weights(const Table& table, std::span<const RowPlace> rows, std::span<const std::int64_t> places, float* origin) const {
    const ColumnCells cells(table, weight_, rows, false);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!cells.is_number(i) || cells.number(i) < 0)
        cells.fail(i, "a sample weight: a finite number, 0 or larger", "mend the cell; a row of weight 0 counts nothing");
      origin[places[i]] = cells.number(i);
    }
  }

 private:
  static float class_of(const Category& category, const ColumnCells& cells, std::size_t i) {
    std::string buffer;
    const std::string expected = "a value of the training rows: " + list_of(*category.vocabulary);
    if (cells.is_missing(i)) cells.fail(i, expected, {});
    const std::string_view text = cells.text(i, buffer);
    if (const auto number = category.code(text)) return static_cast<float>(*number);
    const std::string meant = nearest(text, *category.vocabulary);
    cells.fail(i, expected, meant.empty() ? "" : "did you mean " + quoted(meant) + "?");
  }

  const TargetColumns& target_;
  Indices sources_;
  std::int64_t weight_;
};

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

}  // namespace

bool InputColumns::shares_vocabulary(const Column& column) const {
  const Category* category = column.type.as<Category>();
  return encoding == InputEncoding::index && category && !category->vocabulary && category->treatment.values.empty();
}

std::int64_t InputColumns::row_size() const {
  std::int64_t size = 0;
  for (const Column& column : columns) size += width_of(column);
  return size;
}

std::int64_t InputColumns::width_of(const Column& column) const {
  return shares_vocabulary(column) ? 1 : nntrain::width_of(column.type);
}

std::int64_t TargetColumns::row_size() const {
  const bool is_vector = encoding == TargetEncoding::one_hot && num_classes > 0;
  return is_vector ? num_classes : static_cast<std::int64_t>(columns.size());
}

std::span<const std::string> TargetColumns::class_names(const Column& column) {
  const Category* category = column.type.as<Category>();
  if (!category || !category->vocabulary) return {};
  return *category->vocabulary;
}

std::span<const std::string> TargetColumns::class_names() const {
  if (columns.size() != 1) return {};
  return class_names(columns[0]);
}

std::vector<Undo> TargetColumns::undo() const {
  std::vector<Undo> all;
  for (const Column& column : columns) {
    const Number* number = column.type.as<Number>();
    all.push_back(number ? undo_of(number->treatment).value_or(Undo{}) : Undo{});
  }
  if (std::ranges::all_of(all, [](const Undo& undo) { return undo == Undo{}; })) return {};
  return all;
}

namespace {

// Whether each row of the table stands in the line after the one before.
bool is_line_by_line(const Table& table) {
  for (std::size_t b = 0; b < table.blocks().size(); ++b) {
    const Block& block = table.blocks()[b];
    if (!block.is_line_by_line() || block.line(0) != table.blocks()[0].line(0) + table.first_row(b)) return false;
  }
  return true;
}

Dataset encode_table(const Columns& columns, const Table& table, Table* released, bool need_target, const RowPlan* plan) {
  Dataset data;
  data.source = table.source();
  data.ignored = unused_names(columns, table);
  std::vector<InputEncoder> inputs;
  std::vector<TargetEncoder> targets;
  for (const InputColumns& input : columns.inputs) inputs.emplace_back(input, table);
  for (const TargetColumns& target : columns.targets) {
    if (!need_target) break;
    targets.emplace_back(target, table);
    if (target.sample_weight && targets.back().weight() < 0 && std::ranges::count(data.no_weights, *target.sample_weight) == 0)
      data.no_weights.push_back(*target.sample_weight);
  }
  RowPlan own;
  if (!plan) {
    std::vector<UsedColumn> used;
    const auto add = [&](const std::vector<Column>& of, const Indices& sources) {
      for (std::size_t c = 0; c < sources.size(); ++c)
        used.push_back({sources[c], of[c].type.call(&ColumnTypeKind::drops).value_or(columns.missing == Missing::drop)});
    };
    for (std::size_t i = 0; i < inputs.size(); ++i) add(columns.inputs[i].columns, inputs[i].sources());
    for (std::size_t i = 0; i < targets.size(); ++i) {
      add(columns.targets[i].columns, targets[i].sources());
      if (targets[i].weight() >= 0) used.push_back({targets[i].weight(), columns.missing == Missing::drop});
    }
    own = plan_of(train_or_drop(table, used));
    plan = &own;
  }
  const std::int64_t num_rows = plan->parts.sum();
  if (need_target && num_rows == 0) fail_no_row(table);
  data.parts = plan->parts;
  data.num_dropped = plan->num_dropped;
  const auto add_matrix = [&](std::vector<Matrix>& matrices, std::int64_t width) {
    matrices.push_back({.width = width, .values = FloatBuffer(static_cast<std::size_t>(num_rows * width), table.memory())});
  };
  for (const InputColumns& input : columns.inputs) add_matrix(data.inputs, input.row_size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    add_matrix(data.targets, columns.targets[i].row_size());
    add_matrix(data.weights, targets[i].weight() >= 0 ? 1 : 0);
  }
  data.rows = num_rows;
  data.memory = table.memory();
  const bool line_by_line = plan->place.empty() && is_line_by_line(table);
  if (line_by_line && num_rows > 0) data.lines.first = table.blocks()[0].line(0);
  else data.lines = {0, std::vector<std::uint32_t>(static_cast<std::size_t>(num_rows))};
  std::vector<std::uint32_t> files;  // by block
  for (const Block& block : table.blocks()) {
    if (data.files.empty() || data.files.back() != block.source()) data.files.push_back(block.source());
    files.push_back(static_cast<std::uint32_t>(data.files.size() - 1));
  }
  if (data.files.size() > 1) data.file_of.resize(static_cast<std::size_t>(num_rows));
  constexpr std::int64_t much = 1 << 18;  // cells
  each_piece(table.blocks().size(), table.num_rows() * table.num_columns() > much, [&](std::size_t b) {
    const Block& block = table.blocks()[b];
    std::vector<RowPlace> rows;
    std::vector<std::int64_t> places;
    for (std::int64_t row = 0; row < block.num_rows(); ++row) {
      const std::int64_t place = plan->place_of(table.first_row(b) + row);
      if (place < 0) continue;
      rows.push_back({static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(row)});
      places.push_back(place);
      if (!data.file_of.empty()) data.file_of[static_cast<std::size_t>(place)] = files[b];
      if (!line_by_line) data.lines.steps[static_cast<std::size_t>(place)] = static_cast<std::uint32_t>(block.line(row));
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i].encode(table, block, rows, places, data.inputs[i].values.data());
    for (std::size_t i = 0; i < targets.size(); ++i) {
      targets[i].encode(table, rows, places, data.targets[i].values.data());
      if (targets[i].weight() >= 0) targets[i].encode_weights(table, rows, places, data.weights[i].values.data());
    }
    if (released) released->release(b);
    else block.relax();
    for (const auto* matrices : {&data.inputs, &data.targets, &data.weights})
      for (const Matrix& matrix : *matrices) matrix.values.storage().relax();
  });
  return data;
}

}  // namespace

Dataset encode(const Columns& columns, const Table& table, bool need_target, const RowPlan* plan) {
  return encode_table(columns, table, nullptr, need_target, plan);
}

Dataset encode(const Columns& columns, Table&& table, bool need_target, const RowPlan* plan) {
  Table own = std::move(table);  // goes with what is left of it
  return encode_table(columns, own, &own, need_target, plan);
}

}  // namespace nntrain
