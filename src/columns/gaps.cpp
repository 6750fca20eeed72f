#include "columns/gaps.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

namespace {

[[noreturn]] void fail_all_missing(const ColumnCells& cells) {
  throw Error{ErrorKind::data, "column " + quoted(cells.name()) + " has no value in the training rows", cells.source(),
              "leave it out: \"data\": {\"ignore\": [" + quoted(cells.name()) + "]}"};
}

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// The smallest of those that stand there most often.
double most_frequent_of(std::vector<double> values) {
  std::ranges::sort(values);
  double best = values[0];
  std::size_t most = 0;
  for (std::size_t begin = 0, end = 0; begin < values.size(); begin = end) {
    while (end < values.size() && values[end] == values[begin]) ++end;
    if (end - begin > most) most = end - begin, best = values[begin];
  }
  return best;
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double x : values) sum += x;
  return sum / static_cast<double>(values.size());
}

}  // namespace

std::string NumberGaps::check() const {
  if (fill && !fills()) return "fill goes with a \"missing\" that fills cells";
  return missing == NumberGap::constant && !fill ? "\"missing\": \"constant\" needs a \"fill\"" : "";
}

std::string TextGaps::check() const {
  if (fill && !fills()) return "fill goes with a \"missing\" that fills cells";
  return missing == TextGap::constant && !fill ? "\"missing\": \"constant\" needs a \"fill\"" : "";
}

NumberGaps NumberGaps::learned(std::span<const double> values, const ColumnCells& cells) const {
  NumberGaps result = *this;
  if (!must_learn()) return result;
  if (values.empty()) fail_all_missing(cells);
  std::vector<double> copy(values.begin(), values.end());
  result.fill = *missing == NumberGap::mean     ? mean_of(values)
                : *missing == NumberGap::median ? median_of(std::move(copy))
                                                : most_frequent_of(std::move(copy));
  return result;
}

TextGaps TextGaps::learned(const ColumnCells& cells) const {
  TextGaps result = *this;
  if (!must_learn()) return result;
  result.fill = most_frequent_text(cells);
  if (!result.fill) fail_all_missing(cells);
  return result;
}

std::string_view TextGaps::text(const ColumnCells& cells, std::size_t i, std::string& buffer, const std::string& expected) const {
  if (!cells.is_missing(i)) return cells.text(i, buffer);
  if (!fills()) cells.fail(i, expected, {});
  return *fill;
}

std::optional<std::string> most_frequent_text(const ColumnCells& cells) {
  std::map<std::string, std::int64_t, std::less<>> counts;
  std::string buffer;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.is_missing(i)) continue;
    const std::string_view text = cells.text(i, buffer);
    const auto found = counts.find(text);
    if (found == counts.end()) counts.emplace(text, 1);
    else ++found->second;
  }
  const auto most = std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
  if (most == counts.end()) return std::nullopt;
  return most->first;
}

}  // namespace nntrain
