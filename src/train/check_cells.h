// Columns and cells that are not what the config says they are: all of them, where encoding a table stops at the first.
#pragma once
#include "columns/assignment.h"
#include "config/diagnostics.h"
#include "train/finding.h"

namespace nntrain {

// Reports every name in `spec` of a column that the table does not have, at its place in the config.
void check_names(const DataSpec& spec, const Table& table, Diagnostics& diagnostics);

// Cells that encoding would refuse.
struct FaultyCells {
  std::vector<std::int64_t> rows;      // of the table, that have one; sorted
  std::vector<std::string> mistyped;  // columns that are said to be numbers, and mostly are text; their cells are in no row above
};

// Finds the cells of these columns that encoding would refuse, in rows of the plan, and tells of each column those that are missing and
// those that are not of its type, the first ten with their places. targets: their missing cells cannot be filled.
FaultyCells check_cells(const DataSpec& spec, const Table& table, const RowPlan& plan, const Indices& inputs, const Indices& targets,
                        Findings& findings);

}  // namespace nntrain
