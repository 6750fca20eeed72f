// A training job for a table that nobody has said anything about yet: a sensible beginning, with the reason for each part.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "columns/profile.h"
#include "network/spec.h"

namespace nntrain {

// Why a part of the config is as it is, on one line. `pointer`: "/data/columns/age"; empty: of the whole. At most one of a place.
struct Reason {
  std::string pointer, text;
};

struct LeftOut {
  std::string column, why;
};

struct Suggestion {
  Spec spec;
  std::vector<Reason> reasons;
  std::vector<LeftOut> left_out;  // columns that are no input, in the table's order
  std::string target;
};

// target: its column; none: the last one. Errors: as suggest_target() (suggest/target.h); data, where the table has no column beside
// the target that can be an input, or fewer than 5 rows with a target.
Suggestion suggest_job(const TableProfile& table, const std::optional<std::string>& target, const std::string& source);

}  // namespace nntrain
