#include "columns/profile.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <unordered_map>

#include "base/text.h"
#include "columns/column_cells.h"
#include "columns/date.h"
#include "columns/recognize.h"
#include "treatments/treatment.h"

namespace nntrain {

namespace {

using Counts = std::unordered_map<std::string, std::int64_t>;

// The cells of a column in all rows, some texts of which count as missing too.
class ProfiledCells {
 public:
  ProfiledCells(const Table& table, std::int64_t column, std::span<const std::string> gap_texts)
      : places_(places_of(table)), cells_(ColumnCells::copied(table, column, places_)), gap_texts_(gap_texts) {}

  std::size_t size() const { return cells_.size(); }
  const std::string& name() const { return cells_.name(); }
  bool is_number(std::size_t i) const { return cells_.is_number(i); }
  double number(std::size_t i) const { return static_cast<double>(cells_.number(i)); }
  bool is_missing(std::size_t i) const {
    return cells_.is_missing(i) || (!gap_texts_.empty() && !cells_.is_number(i) && std::ranges::find(gap_texts_, text(i)) != gap_texts_.end());
  }
  std::string_view text(std::size_t i) const { return cells_.text(i, buffer_); }  // good until the next

 private:
  std::vector<RowPlace> places_;
  ColumnCells cells_;
  std::span<const std::string> gap_texts_;
  mutable std::string buffer_;
};

std::vector<ValueCount> most_frequent(const Counts& counts) {
  std::vector<ValueCount> values;
  for (const auto& [text, count] : counts) values.push_back({text, count});
  std::ranges::sort(values, [](const ValueCount& a, const ValueCount& b) {
    return a.count != b.count ? a.count > b.count : a.text < b.text;
  });
  if (values.size() > ColumnProfile::max_values) values.resize(ColumnProfile::max_values);
  return values;
}

// ---- Numbers ----

constexpr std::size_t max_sample = 200'000;

std::vector<double> sorted_sample(const std::vector<double>& values) {
  const std::size_t step = (values.size() + max_sample - 1) / max_sample;
  std::vector<double> sample;
  for (std::size_t i = 0; i < values.size(); i += step) sample.push_back(values[i]);
  std::ranges::sort(sample);
  return sample;
}

// Precondition: at least one value.
NumberProfile profile_numbers(const std::vector<double>& values, const std::vector<double>& sorted) {
  NumberProfile p{.min = values[0], .max = values[0], .mean = treatments::mean(values), .is_whole = true, .increases = values.size() > 1};
  const auto n = static_cast<double>(values.size());
  double second = 0, third = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = values[i], away = x - p.mean;
    p.min = std::min(p.min, x);
    p.max = std::max(p.max, x);
    p.is_whole = p.is_whole && x == std::floor(x);
    p.increases = p.increases && (i == 0 || x > values[i - 1]);
    second += away * away;
    third += away * away * away;
  }
  p.std = std::sqrt(second / n);
  p.skew = p.max > p.min ? third / n / (p.std * p.std * p.std) : 0;
  p.lower_quartile = treatments::quantile(sorted, 0.25);
  p.median = treatments::quantile(sorted, 0.5);
  p.upper_quartile = treatments::quantile(sorted, 0.75);
  if (p.increases) {
    const double step = (p.max - p.min) / (n - 1);
    p.is_even = true;
    for (std::size_t i = 1; i < values.size(); ++i)  // cells are float32: of 1949.083 the last digit is 0.0001
      p.is_even = p.is_even && std::fabs(values[i] - values[i - 1] - step) <= 1e-3 * step + 1e-7 * std::fabs(values[i]);
  }
  return p;
}

void add_numbers(ColumnProfile& p, const ProfiledCells& cells) {
  std::vector<double> values;
  Counts odd;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.is_number(i)) values.push_back(cells.number(i));
    else if (!cells.is_missing(i)) ++odd[std::string(cells.text(i))];
  }
  p.odd = most_frequent(odd);
  p.num_missing = p.num_rows - static_cast<std::int64_t>(values.size());
  const std::vector<double> sorted = sorted_sample(values);
  p.number = profile_numbers(values, sorted);
  std::unordered_map<double, std::int64_t> counted;
  for (std::size_t i = 0; i < values.size() && counted.size() <= ColumnProfile::max_counted; ++i) ++counted[values[i]];
  const auto differ = 1 + std::ranges::count_if(std::span(sorted).subspan(1), [&, i = std::size_t{0}](double x) mutable { return x != sorted[i++]; });
  p.number.all_differ = differ == static_cast<std::int64_t>(sorted.size());
  if (counted.size() > ColumnProfile::max_counted) {
    p.num_distinct = differ;
    return;
  }
  p.num_distinct = static_cast<std::int64_t>(counted.size());
  Counts counts;
  for (const auto& [value, count] : counted) counts[to_text(static_cast<float>(value))] += count;
  p.values = most_frequent(counts);
}

// ---- Texts ----

// Calls f(word), in lower case, for what spaces are between.
template <class F>
void each_word(std::string_view text, F f) {
  std::string word;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (!word.empty()) f(word);
      word.clear();
    } else {
      word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  if (!word.empty()) f(word);
}

// Lists are made of few items in many ways: most items stand in several of the different cells.
void add_lists(TextProfile& p, const Counts& counts, std::int64_t num_filled) {
  for (const char separator : {';', '|', ','}) {
    std::int64_t with = 0;
    std::size_t uses = 0;
    std::set<std::string> items;
    for (const auto& [text, count] : counts) {
      with += text.find(separator) != text.npos ? count : 0;
      for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        items.insert(std::string(trimmed(std::string_view(text).substr(begin, end - begin))));
        ++uses;
        begin = end + 1;
      }
    }
    items.erase("");
    if (with * 5 < num_filled || items.size() > 100 || items.size() * 10 > static_cast<std::size_t>(num_filled)) continue;
    if (uses * 2 < items.size() * 3) continue;
    p.separator = separator;
    p.num_items = static_cast<std::int64_t>(items.size());
    return;
  }
}

TextProfile profile_texts(const Counts& counts, std::int64_t num_filled) {
  TextProfile p;
  Counts words;  // cells that have them
  std::int64_t num_words = 0;
  for (const auto& [text, count] : counts) {
    std::set<std::string> of_cell;
    each_word(text, [&, times = count](const std::string& word) {
      num_words += times;
      of_cell.insert(word);
    });
    for (const std::string& word : of_cell) words[word] += count;
  }
  p.mean_words = static_cast<double>(num_words) / static_cast<double>(num_filled);
  for (const auto& [word, cells] : words) p.num_words += cells >= 2;
  add_lists(p, counts, num_filled);
  return p;
}

DateProfile profile_dates(const ProfiledCells& cells, const std::string& format) {
  DateProfile p{.format = format};
  std::optional<double> first, last, before;
  bool rises = true, falls = true;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.is_missing(i)) continue;
    const std::string_view text = cells.text(i);
    const double time = *columns::parse_date(text, format);
    if (!first || time < *first) first = time, p.first = text;
    if (!last || time > *last) last = time, p.last = text;
    rises = rises && (!before || time >= *before);
    falls = falls && (!before || time <= *before);
    before = time;
  }
  p.is_ordered = rises || falls;
  return p;
}

void add_texts(ColumnProfile& p, const ProfiledCells& cells) {
  Counts counts;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!cells.is_missing(i)) ++counts[std::string(cells.text(i))];
  p.num_distinct = static_cast<std::int64_t>(counts.size());
  p.values = most_frequent(counts);
  std::vector<std::string> texts;
  for (const auto& [text, count] : counts) texts.push_back(text);
  if (are_booleans(texts)) {
    p.kind = ColumnKind::boolean;
  } else if (const auto format = date_format_of(texts)) {
    p.kind = ColumnKind::date;
    p.date = profile_dates(cells, *format);
  } else {
    p.kind = ColumnKind::text;
    p.text = profile_texts(counts, p.num_filled());
  }
}

}  // namespace

ColumnProfile profile_column(const Table& table, std::int64_t column, std::span<const std::string> gap_texts) {
  const ProfiledCells cells(table, column, gap_texts);
  ColumnProfile p{.name = cells.name(), .num_rows = table.num_rows()};
  std::int64_t numbers = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    p.num_missing += cells.is_missing(i);
    numbers += cells.is_number(i);
  }
  if (p.num_filled() == 0) return p;
  if (numbers * 2 > p.num_filled()) {
    p.kind = ColumnKind::number;
    add_numbers(p, cells);
  } else {
    add_texts(p, cells);
  }
  return p;
}

const ColumnProfile* TableProfile::find(std::string_view name) const {
  const auto found = std::ranges::find(columns, name, &ColumnProfile::name);
  return found == columns.end() ? nullptr : &*found;
}

TableProfile profile_table(const Table& table) {
  TableProfile profile{.num_rows = table.num_rows()};
  for (std::int64_t column = 0; column < table.num_columns(); ++column) profile.columns.push_back(profile_column(table, column));
  // A column that has lost such texts may turn out to be one of numbers, among which are further ones.
  for (std::set<std::string> gap_texts;; profile.gap_texts.assign(gap_texts.begin(), gap_texts.end())) {
    for (const ColumnProfile& c : profile.columns)
      if (c.odd.size() <= TableProfile::max_gap_texts)
        for (const ValueCount& odd : c.odd) gap_texts.insert(odd.text);
    if (gap_texts.size() == profile.gap_texts.size()) return profile;
    const std::vector<std::string> texts(gap_texts.begin(), gap_texts.end());
    for (std::int64_t column = 0; column < table.num_columns(); ++column) {
      ColumnProfile& c = profile.columns[static_cast<std::size_t>(column)];
      if (c.kind != ColumnKind::number && c.kind != ColumnKind::empty) c = profile_column(table, column, texts);
    }
  }
}

}  // namespace nntrain
