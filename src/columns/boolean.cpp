#include "columns/boolean.h"

#include <algorithm>

#include "base/text.h"

namespace nntrain::columns {

Flow Boolean::flow() const { return {Flow::Kind::number, 1, 1 + std::int64_t{gaps.indicator}, {}}; }

Boolean Boolean::learned(const ColumnCells& training) const {
  Boolean result = *this;
  result.gaps = gaps.learned(training);
  return result;
}

std::optional<float> Boolean::value(std::string_view text) const {
  const auto is_among = [&](const std::vector<std::string>& words) {
    return std::ranges::any_of(words, [&](const std::string& word) { return equal_in_any_case(word, text); });
  };
  if (is_among(true_values)) return 1.0f;
  if (is_among(false_values)) return 0.0f;
  return std::nullopt;
}

void Boolean::encode(const ColumnCells& cells, const RowsOut& out) const {
  const std::string expected = "yes or no";
  std::string buffer;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::span<float> numbers = tell_missing(gaps, cells, i, out.at(i));
    const std::optional<float> is_true = value(gaps.text(cells, i, buffer, expected));
    if (!is_true) cells.fail(i, expected, R"(say which texts are which: "true_values": [...], "false_values": [...])");
    numbers[0] = *is_true;
  }
}

}  // namespace nntrain::columns
