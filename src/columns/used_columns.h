// The columns of a table that a job uses, and which rows their missing cells drop.
#pragma once
#include "columns/assignment.h"
#include "columns/split.h"

namespace nntrain {

struct UsedColumn {
  std::int64_t index;
  bool drops;  // rows with a missing cell
};

std::vector<UsedColumn> used_columns(const DataSpec& spec, const Table& table, const Assignment& assignment);

// Of each row of the table: dropped, or else train.
std::vector<RowPart> train_or_drop(const Table& table, std::span<const UsedColumn> columns);

// Throws Error{data}: every row of the table has a missing cell.
[[noreturn]] void fail_no_row(const Table& table);

}  // namespace nntrain
