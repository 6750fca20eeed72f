#include "suggest/wording.h"

#include <cmath>
#include <cstdio>

#include "base/text.h"

namespace nntrain::suggest {

namespace {

std::string printed(const char* format, double value) {
  char buffer[40];
  const int size = std::snprintf(buffer, sizeof buffer, format, value);
  return std::string(buffer, static_cast<std::size_t>(size));
}

}  // namespace

std::string number_text(double value) {
  const bool is_whole = value == std::floor(value) && std::fabs(value) < 1e9;
  const std::string text = printed(is_whole ? "%.0f" : "%.4g", value);
  return text == "-0" ? "0" : text;
}

std::string share_text(std::int64_t part, std::int64_t all) {
  const double percent = 100 * static_cast<double>(part) / static_cast<double>(all);
  return printed(percent < 1 ? "%.2g%%" : "%.0f%%", percent);
}

std::string range_text(const NumberProfile& numbers) {
  return number_text(numbers.min) + " to " + number_text(numbers.max) + ", mean " + number_text(numbers.mean);
}

std::string values_text(const ColumnProfile& column, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < column.values.size() && i < most; ++i)
    text += (i ? ", " : "") + quoted(column.values[i].text, 30) + " " + std::to_string(column.values[i].count);
  return text + (column.num_distinct > static_cast<std::int64_t>(most) ? ", …" : "");
}

std::string missing_text(const ColumnProfile& column) {
  if (column.num_missing == 0) return {};
  const bool is_one = column.num_missing == 1;
  return "; " + std::to_string(column.num_missing) + " of " + std::to_string(column.num_rows) + (is_one ? " cells is" : " cells are") +
         " empty (" + share_text(column.num_missing, column.num_rows) + ")";
}

}  // namespace nntrain::suggest
