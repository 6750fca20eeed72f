// What is to be learned of a target column, and why.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "columns/column_type.h"
#include "columns/profile.h"

namespace nntrain::suggest {

enum class Task { number, yes_no, classes };

struct Target {
  std::string name;
  Task task = Task::number;
  std::optional<ColumnType> type;  // none: what is found by itself will do
  std::string reason;
  std::int64_t num_classes = 0;    // of yes_no: 2
  std::string second_class;        // of yes_no: the one whose chance is learned
  std::int64_t num_rows = 0;       // that have a target
};

// The column of that name; without one the last. Errors: usage, for a name that the table does not have (with the nearest);
// data (where: `source`), for a column that cannot be learned: empty, constant, dates, an identifier, free text.
Target suggest_target(const TableProfile& table, const std::optional<std::string>& name, const std::string& source);

}  // namespace nntrain::suggest
