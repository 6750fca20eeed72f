#include "columns/used_columns.h"

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

std::vector<UsedColumn> used_columns(const DataSpec& spec, const Table& table, const Assignment& assignment) {
  std::vector<UsedColumn> used;
  const auto add = [&](std::int64_t index) {
    const ColumnType* said = spec.columns.find(table.names()[static_cast<std::size_t>(index)]);
    const std::optional<bool> drops = said ? said->call(&ColumnTypeKind::drops) : std::nullopt;
    used.push_back({index, drops.value_or(spec.missing == Missing::drop)});
  };
  for (const auto* layers : {&assignment.inputs, &assignment.targets})
    for (const Indices& columns : *layers)
      for (const std::int64_t index : columns) add(index);
  for (const std::int64_t index : assignment.weights)
    if (index >= 0) add(index);
  return used;
}

std::vector<RowPart> train_or_drop(const Table& table, std::span<const UsedColumn> columns) {
  std::vector<RowPart> parts(static_cast<std::size_t>(table.num_rows()), RowPart::train);
  for (std::size_t b = 0; b < table.blocks().size(); ++b) {
    const Block& block = table.blocks()[b];
    for (const UsedColumn& column : columns) {
      if (!column.drops || block.counts(column.index).missing == 0) continue;
      for (std::int64_t row = 0; row < block.num_rows(); ++row)
        if (block.is_missing(block.cell(row, column.index))) parts[static_cast<std::size_t>(table.first_row(b) + row)] = RowPart::dropped;
    }
    block.relax();
  }
  return parts;
}

void fail_no_row(const Table& table) {
  throw Error{ErrorKind::data, "all of " + count_of(table.num_rows(), "row") + " have a missing cell; expected one that is complete",
              table.source(), R"(leave out columns that are mostly empty: "data": {"ignore": [...]})"};
}

}  // namespace nntrain
