// Columns that teach a network nothing, or too much.
#pragma once
#include "columns/assignment.h"
#include "train/finding.h"

namespace nntrain {

// Looks at the rows that train, as they stand in the file, of more than 100,000 at every so many:
//   constant      one value in all rows
//   duplicate     two inputs that say the same in every row, also under other names (1, 2, 3 and "1st", "2nd", "3rd")
//   identifier    a number or text of its own for every row
//   leak          one input that tells the target alone where guessing is far worse: it would hardly be there for a new row
// Of a network with a single input column the last two are what it is for. is_class: by target, whether its values are classes.
void check_columns(const DataSpec& spec, const Table& table, const RowPlan& plan, const Indices& inputs, const Indices& targets,
                   const std::vector<bool>& is_class, Findings& findings);

}  // namespace nntrain
