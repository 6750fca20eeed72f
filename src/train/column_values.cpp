#include "train/column_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace nntrain {

namespace {

// Rows in the order of the column's values, missing ones last.
std::vector<std::size_t> in_order(const std::vector<float>& values) {
  std::vector<std::size_t> rows(values.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) {
    if (std::isnan(values[a]) || std::isnan(values[b])) return !std::isnan(values[a]) && std::isnan(values[b]);
    return values[a] < values[b];
  });
  return rows;
}

bool is_same(float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// Rows of equal values, one group after the other: what the target most often is there, and in how many of them.
struct Group {
  std::int64_t rows = 0, right = 0;
  float answer = 0;
};

std::vector<Group> groups_of(const std::vector<float>& values, const std::vector<float>& target) {
  const std::vector<std::size_t> order = in_order(values);
  std::vector<Group> groups;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    std::map<float, std::int64_t> counts;
    for (end = begin; end < order.size() && is_same(values[order[begin]], values[order[end]]); ++end) ++counts[target[order[end]]];
    const auto most = std::ranges::max_element(counts, {}, [](const auto& count) { return count.second; });
    groups.push_back({static_cast<std::int64_t>(end - begin), most->second, most->first});
  }
  return groups;
}

std::int64_t rows_right(std::span<const Group> groups) {
  return std::accumulate(groups.begin(), groups.end(), std::int64_t{0}, [](std::int64_t sum, const Group& group) { return sum + group.right; });
}

// Values that stand for five rows or more on the average have not just been learnt by heart.
bool has_few(std::span<const Group> groups, std::int64_t rows) { return static_cast<std::int64_t>(groups.size()) * 5 <= rows; }

double correlation(const std::vector<float>& x, const std::vector<float>& y) {
  double n = 0, sx = 0, sy = 0;
  const auto both = [&](std::size_t i) { return !std::isnan(x[i]) && !std::isnan(y[i]); };
  for (std::size_t i = 0; i < x.size(); ++i)
    if (both(i)) ++n, sx += static_cast<double>(x[i]), sy += static_cast<double>(y[i]);
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!both(i)) continue;
    const double a = static_cast<double>(x[i]) - sx / n, b = static_cast<double>(y[i]) - sy / n;
    xx += a * a, yy += b * b, xy += a * b;
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

// All different, and in the order of the target or against it.
bool is_in_order_of(const ColumnValues& column, const ColumnValues& target) {
  if (column.distinct != column.size() || target.distinct * 2 < target.size()) return false;
  const std::vector<std::size_t> order = in_order(column.values);
  const auto value = [&](std::size_t row) { return target.values[row]; };
  return std::ranges::is_sorted(order, std::less<>(), value) || std::ranges::is_sorted(order, std::greater<>(), value);
}

}  // namespace

ColumnValues::ColumnValues(const Table& table, std::int64_t column, std::span<const RowPlace> rows)
    : name(table.names()[static_cast<std::size_t>(column)]) {
  const ColumnCells cells = ColumnCells::copied(table, column, rows);
  for (std::size_t i = 0; i < cells.size() && !is_text; ++i) is_text = !cells.is_missing(i) && !cells.is_number(i);
  std::unordered_map<std::string, float> places;
  std::unordered_set<float> seen;
  std::string buffer;
  values.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.is_missing(i)) {
      values.push_back(std::numeric_limits<float>::quiet_NaN());
      ++missing;
    } else if (is_text) {
      values.push_back(places.emplace(cells.text(i, buffer), static_cast<float>(places.size())).first->second);
    } else {
      values.push_back(cells.number(i));
      seen.insert(values.back());
    }
  }
  distinct = static_cast<std::int64_t>(is_text ? places.size() : seen.size());
}

ColumnValues ColumnValues::every(std::size_t stride) const {
  if (stride <= 1) return *this;
  ColumnValues some;
  some.name = name;
  some.is_text = is_text;
  for (std::size_t i = 0; i < values.size(); i += stride) some.values.push_back(values[i]);
  std::unordered_set<float> seen;
  for (const float value : some.values)
    if (std::isnan(value)) ++some.missing;
    else seen.insert(value);
  some.distinct = static_cast<std::int64_t>(seen.size());
  return some;
}

std::vector<float> ColumnValues::pattern() const {
  std::unordered_map<float, float> places;
  std::vector<float> pattern;
  for (const float value : values)
    pattern.push_back(std::isnan(value) ? value : places.emplace(value, static_cast<float>(places.size())).first->second);
  return pattern;
}

std::int64_t most_frequent(const ColumnValues& column) {
  std::unordered_map<float, std::int64_t> counts;
  std::int64_t most = 0;
  for (const float value : column.values)
    if (!std::isnan(value)) most = std::max(most, ++counts[value]);
  return most;
}

bool tells_class(const ColumnValues& column, const ColumnValues& classes) {
  const std::int64_t rows = column.size();
  if (classes.distinct < 2 || classes.distinct * 5 > rows || classes.missing > 0) return false;
  if (most_frequent(classes) * 20 > rows * 19) return false;  // guessing is hardly worse
  const std::vector<Group> groups = groups_of(column.values, classes.values);
  if (rows_right(groups) * 200 < rows * 199) return false;
  std::int64_t runs = 1;
  for (std::size_t i = 1; i < groups.size(); ++i) runs += groups[i].answer != groups[i - 1].answer;
  return has_few(groups, rows) || (!column.is_text && runs <= 2 * classes.distinct);
}

bool tells_number(const ColumnValues& column, const ColumnValues& target) {
  if (target.is_text || target.missing > 0 || target.distinct < 2 || column.missing * 2 > column.size()) return false;
  if (!column.is_text && std::fabs(correlation(column.values, target.values)) > 0.9999) return true;
  if (!column.is_text && is_in_order_of(column, target)) return true;
  const std::vector<Group> groups = groups_of(column.values, target.values);
  return has_few(groups, column.size()) && rows_right(groups) == column.size();
}

}  // namespace nntrain
