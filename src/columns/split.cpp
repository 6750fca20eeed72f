#include "columns/split.h"

#include <algorithm>

namespace nntrain {

std::string SplitSpec::check() const {
  if (validation + test >= 1) return "validation and test must leave rows to train on: together less than 1";
  const bool needs_column = kind == SplitKind::group || kind == SplitKind::time || kind == SplitKind::column;
  if (needs_column && !by) return "this split needs a column: \"by\"";
  return by && (kind == SplitKind::last || kind == SplitKind::random) ? "\"by\" goes with stratified, group, time and column" : "";
}

RowPlan plan_of(const std::vector<RowPart>& part_of_row) {
  RowPlan plan;
  for (const RowPart part : part_of_row) {
    if (part == RowPart::train) ++plan.parts.train;
    else if (part == RowPart::validation) ++plan.parts.validation;
    else if (part == RowPart::test) ++plan.parts.test;
    else ++plan.num_dropped;
  }
  if (std::ranges::is_sorted(part_of_row) && plan.num_dropped == 0) return plan;
  std::int64_t next[] = {0, plan.parts.train, plan.parts.train + plan.parts.validation};
  plan.place.reserve(part_of_row.size());
  for (const RowPart part : part_of_row) plan.place.push_back(part == RowPart::dropped ? -1 : next[static_cast<int>(part)]++);
  return plan;
}

}  // namespace nntrain
