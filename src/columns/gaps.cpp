#include "columns/gaps.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "columns/vocabulary.h"
#include "treatments/treatment.h"

namespace nntrain {

namespace {

// Of sorted values, the smallest of those that stand there most often.
double most_frequent_of(std::span<const double> values) {
  double best = values[0];
  std::size_t most = 0;
  for (std::size_t begin = 0, end = 0; begin < values.size(); begin = end) {
    while (end < values.size() && values[end] == values[begin]) ++end;
    if (end - begin > most) most = end - begin, best = values[begin];
  }
  return best;
}

}  // namespace

void fail_all_missing(const ColumnCells& cells) {
  throw Error{ErrorKind::data, "column " + quoted(cells.name()) + " has no value in the training rows", cells.source(),
              "leave it out: \"data\": {\"ignore\": [" + quoted(cells.name()) + "]}"};
}

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
  result.fill = *missing == NumberGap::mean     ? treatments::mean(values)
                : *missing == NumberGap::median ? treatments::quantile(treatments::sorted(values), 0.5)
                                                : most_frequent_of(treatments::sorted(values));
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
  TextCounts texts;
  std::string buffer;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!cells.is_missing(i)) texts.add(cells.text(i, buffer));
  const auto most = std::ranges::max_element(texts.counts(), {}, [](const auto& entry) { return entry.second; });
  if (most == texts.counts().end()) return std::nullopt;
  return most->first;
}

}  // namespace nntrain
