#include "suggest/target.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "columns/category.h"
#include "columns/number.h"
#include "suggest/input_column.h"
#include "suggest/wording.h"
#include "treatments/log1p.h"
#include "treatments/z_score.h"

namespace nntrain::suggest {

namespace {

using columns::Category;
using columns::Number;

constexpr std::int64_t most_number_classes = 20, most_text_classes = 1000;

const ColumnProfile& target_column(const TableProfile& table, const std::optional<std::string>& name) {
  if (!name) return table.columns.back();
  if (const ColumnProfile* found = table.find(*name)) return *found;
  std::vector<std::string> names;
  for (const ColumnProfile& c : table.columns) names.push_back(c.name);
  const std::string near = nearest(*name, names);
  throw Error{ErrorKind::usage, "--target: there is no column " + quoted(*name) + "; expected " + list_of(names), {},
              near.empty() ? "" : "did you mean --target " + near + "?"};
}

bool are_classes(const ColumnProfile& c) {
  if (c.kind != ColumnKind::number) return true;
  if (c.num_distinct == 2) return true;
  const bool have_no_holes = c.number.max - c.number.min == static_cast<double>(c.num_distinct - 1);
  return c.number.is_whole && have_no_holes && c.num_distinct <= most_number_classes && c.num_distinct * 10 <= c.num_filled();
}

// Of what would be refused: why.
std::string fault_of(const ColumnProfile& c) {
  if (c.kind == ColumnKind::empty) return "has no value in any row";
  if (c.is_constant()) return "is always " + quoted(c.values[0].text, 30) + ": there is nothing to learn";
  if (c.kind == ColumnKind::date) return "has dates, from " + c.date.first + " to " + c.date.last;
  if (c.odd.size() > TableProfile::max_gap_texts)
    return "has numbers, but in " + count_of(c.num_missing, "cell") + " others, such as " + quoted(c.odd[0].text, 30);
  if (is_identifier(c) && c.kind == ColumnKind::number) return "counts the rows: there is nothing to learn";
  if (c.kind == ColumnKind::text && (c.num_distinct * 2 > c.num_filled() || c.num_distinct > most_text_classes))
    return "has " + std::to_string(c.num_distinct) + " different texts in " + count_of(c.num_filled(), "row");
  return {};
}

Target number_target(const ColumnProfile& c) {
  const NumberProfile& n = c.number;
  Number type;
  if (c.num_missing > 0) type.gaps.missing = NumberGap::drop;
  const bool is_log_like = n.min >= 0 && n.skew > 2 && n.max >= 10 && n.max > 10 * n.median;
  if (is_log_like) type.treatment.values = {treatments::Log1p{}, treatments::ZScore{}};
  else type.treatment.values = {treatments::ZScore{}};
  return {.name = c.name,
          .task = Task::number,
          .type = type,
          .reason = "the target: numbers from " + range_text(n) + (is_log_like ? ", strongly skewed: the logarithm is learned" : "") +
                    "; scaled for training, metrics and predictions are in its own unit"};
}

Target class_target(const ColumnProfile& c) {
  const bool counts_from_0 = c.kind == ColumnKind::number && c.number.min == 0 && c.num_distinct > 2;
  Target target{.name = c.name, .task = c.num_distinct == 2 ? Task::yes_no : Task::classes, .num_classes = c.num_distinct};
  if (counts_from_0) {
    Number type;
    if (c.num_missing > 0) type.gaps.missing = NumberGap::drop, target.type = type;
  } else {
    Category type;
    if (c.num_missing > 0) type.gaps.missing = TextGap::drop;
    target.type = type;
  }
  if (target.task == Task::yes_no) target.second_class = std::max(c.values[0].text, c.values[1].text);
  target.reason = "the target: " + count_of(c.num_distinct, "class") + " (" + values_text(c) + ")";
  target.reason += "; always " + quoted(c.values[0].text, 30) + " would be right in " + share_text(c.values[0].count, c.num_filled());
  const bool all_seen = c.num_distinct == static_cast<std::int64_t>(c.values.size());
  if (all_seen && c.values.back().count * c.num_distinct * 4 < c.num_filled())
    target.reason += R"(. Rare classes count for little: "class_weight": "balanced" makes them count as much as the others)";
  return target;
}

}  // namespace

Target suggest_target(const TableProfile& table, const std::optional<std::string>& name, const std::string& source) {
  const ColumnProfile& c = target_column(table, name);
  if (const std::string fault = fault_of(c); !fault.empty())
    throw Error{ErrorKind::data, "the target " + quoted(c.name) + " " + fault + "; expected numbers, or texts that many rows share", source,
                name ? "name another column: --target" : "the last column is taken for the target; name another: --target"};
  Target target = are_classes(c) ? class_target(c) : number_target(c);
  target.num_rows = c.num_filled();
  if (c.num_missing > 0) target.reason += missing_text(c) + ": such rows are left out";
  return target;
}

}  // namespace nntrain::suggest
