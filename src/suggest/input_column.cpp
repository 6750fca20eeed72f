#include "suggest/input_column.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "columns/boolean.h"
#include "columns/category.h"
#include "columns/date.h"
#include "columns/ignored.h"
#include "columns/list.h"
#include "columns/number.h"
#include "columns/text.h"
#include "suggest/wording.h"
#include "treatments/clip.h"
#include "treatments/embedding.h"
#include "treatments/hashing.h"
#include "treatments/log1p.h"
#include "treatments/power.h"
#include "treatments/z_score.h"

namespace nntrain::suggest {

namespace {

using columns::Boolean;
using columns::Category;
using columns::Date;
using columns::List;
using columns::Number;
using columns::Text;

constexpr std::int64_t few_values = 20;     // one 0/1 number for each
constexpr std::int64_t many_values = 1000;  // beyond these a vocabulary is of little use: texts are hashed

InputColumn left_out(std::string why, const std::string& reason) {
  return {.type = columns::Ignored{}, .reason = reason, .left_out = std::move(why)};
}

// A gap gets a number of its own where there are enough of them to learn from.
bool wants_indicator(const ColumnProfile& c) { return c.num_missing >= 5 && c.num_missing * 100 >= c.num_rows; }

std::string filled_with(const ColumnProfile& c, const std::string& what) {
  if (c.num_missing == 0) return {};
  return missing_text(c) + ": " + what + (wants_indicator(c) ? " stands there, and one more number says so" : " stands there");
}

// ---- Numbers ----

bool has_outliers(const NumberProfile& n) {
  const double middle = n.upper_quartile - n.lower_quartile;
  return middle > 0 && std::max(n.max - n.upper_quartile, n.lower_quartile - n.min) > 10 * middle;
}

// Prices, counts, incomes: most are small, and the largest many times as large.
bool is_log_like(const NumberProfile& n) { return n.min >= 0 && n.skew > 2 && n.max >= 10; }

InputColumn number_column(const ColumnProfile& c) {
  const NumberProfile& n = c.number;
  Number type;
  std::string how = "; made mean 0 and standard deviation 1";
  if (c.num_distinct == 2 && n.min == 0 && n.max == 1) {
    how = ", nothing else";
  } else if (is_log_like(n)) {
    type.treatment.values = {treatments::Log1p{}, treatments::ZScore{}};
    how = ", strongly skewed (" + number_text(n.skew) + "): the logarithm, then mean 0 and standard deviation 1";
  } else if (n.min < 0 && std::fabs(n.skew) > 2 && !has_outliers(n)) {
    type.treatment.values = {treatments::Power{}};
    how = ", strongly skewed (" + number_text(n.skew) + "): bent towards a bell curve";
  } else if (has_outliers(n)) {
    type.treatment.values = {treatments::Clip{.quantile = 0.005}, treatments::ZScore{}};
    how = ", half of them from " + number_text(n.lower_quartile) + " to " + number_text(n.upper_quartile) +
          ": outliers are clipped, then mean 0 and standard deviation 1";
  } else {
    type.treatment.values = {treatments::ZScore{}};
  }
  if (c.num_missing > 0) {
    type.gaps.missing = NumberGap::median;
    type.gaps.indicator = wants_indicator(c);
  }
  return {.type = type,
          .reason = (c.num_distinct == 2 ? "numbers " + number_text(n.min) + " and " + number_text(n.max) : "numbers from " + range_text(n)) +
                    how + filled_with(c, "the median"),
          .width = 1 + type.gaps.indicator,
          .orders_rows = n.is_even && c.num_missing == 0 && c.num_rows >= 20};
}

// ---- Texts ----

InputColumn category_column(const ColumnProfile& c) {
  Category type;
  std::string how = ": a 0/1 number for each, and one for other texts";
  std::int64_t width = c.num_distinct + 1;
  if (c.num_distinct > many_values) {
    type.treatment.values = {treatments::Hashing{.num_bins = many_values}, treatments::Embedding{.output_dim = 8}};
    how = ": dealt into " + std::to_string(many_values) + " bins, for each of which the network learns 8 numbers";
    width = 8;
  } else if (c.num_distinct > few_values) {
    const auto dim = std::clamp<std::int64_t>(c.num_distinct / 10, 2, 8);
    type.min_count = 2;
    type.treatment.values = {treatments::Embedding{.output_dim = dim}};
    how = ": for each the network learns " + std::to_string(dim) + " numbers; those of a single row count as unknown";
    width = dim;
  }
  std::string gaps;
  if (c.num_missing > 0) {
    type.gaps.missing = TextGap::constant;
    type.gaps.fill = "missing";
    gaps = missing_text(c) + ", which is a value of its own";
  }
  return {.type = type, .reason = count_of(c.num_distinct, "value") + " (" + values_text(c) + ")" + how + gaps, .width = width};
}

InputColumn free_text_column(const ColumnProfile& c) {
  const std::int64_t words = std::clamp<std::int64_t>(c.text.num_words, 20, 1000);
  Text type{.output_mode = TokenMode::tf_idf, .max_tokens = words + 1};
  if (c.num_missing > 0) {
    type.gaps.missing = TextGap::constant;
    type.gaps.fill = "";
  }
  return {.type = type,
          .reason = "free text, " + number_text(c.text.mean_words) + " words a cell: how often each of the " + std::to_string(words) +
                    " most frequent is there, by how rare it is" + missing_text(c),
          .width = words};
}

InputColumn text_column(const ColumnProfile& c) {
  const std::string seen = std::to_string(c.num_distinct) + " different texts in " + count_of(c.num_filled(), "filled cell");
  if (c.text.separator) {
    const std::string items = count_of(c.text.num_items, "text");
    return {.type = List{.separator = std::string(1, *c.text.separator)},
            .reason = "lists of some of " + items + ", " + quoted(std::string(1, *c.text.separator)) +
                      " between them: a 0/1 number for each" + missing_text(c),
            .width = c.text.num_items + 1};
  }
  if (c.text.mean_words >= 6 && c.num_distinct > few_values && c.num_filled() >= 100) return free_text_column(c);
  if (c.num_distinct > 5 && c.num_distinct * 2 > c.num_filled())
    return left_out("nearly every row has a text of its own", seen + " (" + quoted(c.values[0].text, 30) + ", …): a name, a comment or an " +
                    "identifier, of which a new row has another one");
  return category_column(c);
}

InputColumn boolean_column(const ColumnProfile& c) {
  Boolean type;
  if (c.num_missing > 0) {
    type.gaps.missing = TextGap::most_frequent;
    type.gaps.indicator = wants_indicator(c);
  }
  return {.type = type, .reason = values_text(c) + ": 1 and 0" + filled_with(c, "the more frequent one"), .width = 1 + type.gaps.indicator};
}

InputColumn date_column(const ColumnProfile& c) {
  Date type{.format = c.date.format};
  if (c.num_missing > 0) {
    type.gaps.missing = TextGap::most_frequent;
    type.gaps.indicator = wants_indicator(c);
  }
  return {.type = type,
          .reason = "dates from " + c.date.first + " to " + c.date.last + ": days, and the cycles of the year and the week" +
                    filled_with(c, "the most frequent date"),
          .width = 6 + type.gaps.indicator,
          .orders_rows = c.date.is_ordered && c.num_missing == 0 && c.num_distinct >= 10};
}

// ---- Identifiers ----

bool is_named_as_identifier(const std::string& name) {
  const auto ends = [&](std::string_view end) { return name.size() >= end.size() && equal_in_any_case(std::string_view(name).substr(name.size() - end.size()), end); };
  return equal_in_any_case(name, "id") || equal_in_any_case(name, "index") || equal_in_any_case(name, "uuid") || ends("_id") ||
         ends(" id") || ends("-id") || name.ends_with("Id") || name.ends_with("ID");
}

}  // namespace

bool is_identifier(const ColumnProfile& c) {
  if (c.num_filled() < 10) return false;
  if (c.kind == ColumnKind::text) return c.num_distinct == c.num_filled() && is_named_as_identifier(c.name) && c.text.mean_words < 2;
  if (c.kind != ColumnKind::number || !c.number.is_whole) return false;
  constexpr double exact = 16777216;  // 2^24: beyond, numbers that differ may be one float32
  if (is_named_as_identifier(c.name) && (c.number.all_differ || c.number.max > exact)) return true;
  const bool counts = c.number.all_differ && c.number.max - c.number.min == static_cast<double>(c.num_filled() - 1);
  const bool are_years = c.number.is_even && c.number.min >= 1700 && c.number.max <= 2200;
  return counts && !are_years;
}

InputColumn suggest_input(const ColumnProfile& c) {
  if (c.kind == ColumnKind::empty) return left_out("all cells are empty", "all " + std::to_string(c.num_rows) + " cells are empty");
  if (is_identifier(c))
    return left_out("an identifier", c.kind == ColumnKind::number
                                         ? "whole numbers from " + number_text(c.number.min) + " to " + number_text(c.number.max) +
                                               ": an identifier, which tells nothing of a new row"
                                         : std::to_string(c.num_distinct) + " texts, each once: an identifier, which tells nothing of a new row");
  if (c.is_constant() && !wants_indicator(c))
    return left_out("constant", "the only value is " + quoted(c.values[0].text, 30) + missing_text(c));
  if (c.odd.size() > TableProfile::max_gap_texts)
    return left_out("numbers mixed with texts", "numbers, but in " + count_of(c.num_missing, "cell") + " not: " + quoted(c.odd[0].text, 30) + ", …");
  // Of fewer, some part of a split could have none.
  if (c.num_missing > 0 && c.num_filled() < std::min<std::int64_t>(20, c.num_rows / 2 + 1))
    return left_out("nearly empty", "only " + count_of(c.num_filled(), "cell") + " of " + std::to_string(c.num_rows) + " filled");
  switch (c.kind) {
    case ColumnKind::number: return number_column(c);
    case ColumnKind::boolean: return boolean_column(c);
    case ColumnKind::date: return date_column(c);
    case ColumnKind::text: return text_column(c);
    case ColumnKind::empty: break;
  }
  return left_out("all cells are empty", "all cells are empty");
}

}  // namespace nntrain::suggest
