// date: a day, with or without the time of day -> numbers of its parts; cycles are points on a circle (sin, cos), so that
// December is beside January
#pragma once
#include "columns/column_type.h"

namespace nntrain {

enum class DatePart {
  days, year, month, day, weekday, day_of_year, hour, minute, second,
  month_cycle, day_cycle, weekday_cycle, day_of_year_cycle, hour_cycle, minute_cycle,
};
template <>
inline constexpr std::array<std::string_view, 15> enum_names<DatePart>{
    "days",        "year",      "month",         "day",               "weekday",    "day_of_year",  "hour", "minute", "second",
    "month_cycle", "day_cycle", "weekday_cycle", "day_of_year_cycle", "hour_cycle", "minute_cycle"};

namespace columns {

struct Date {
  static constexpr std::string_view type = "date", summary = "A day, with or without the time of day: its parts and cycles.";
  static constexpr bool is_text = true;

  std::optional<std::string> format;
  std::optional<std::vector<DatePart>> parts;
  bool standardize = true;
  std::optional<std::vector<double>> means, stds;
  TextGaps gaps;

  static constexpr std::array params{
      optional<&Date::format>("format", "as of C's strptime (\"%d.%m.%Y\"); a time of day may follow; null: the first known one that "
                                        "reads all training rows"),
      optional<&Date::parts>("parts", "what the network sees: numbers (days: since 1970, weekday: Monday is 0) and cycles; null: days, "
                                      "day_of_year_cycle, weekday_cycle, and hour_cycle where the hours differ"),
      optional<&Date::standardize>("standardize", "whether numbers get mean 0 and standard deviation 1"),
      optional<&Date::means>("means", "of the numbers among the parts; null: the training rows decide"),
      optional<&Date::stds>("stds", "likewise", positive),
      inlined<&Date::gaps>(),
  };
  std::string check() const;

  Flow flow() const;
  bool must_learn() const { return gaps.must_learn() || !format || !parts || (standardize && !means); }
  Date learned(const ColumnCells& training) const;
  void encode(const ColumnCells& cells, const RowsOut& out) const;
};

// Seconds since 1970-01-01 00:00 UTC of a text like "2024-02-29", "29.02.2024 13:05" or "2024-02-29T13:05:00.5+01:00", by a
// format for the day; nothing: it is not one.
std::optional<double> parse_date(std::string_view text, const std::string& format);

// The formats of days that are known, in the order in which they are tried.
std::span<const std::string> known_date_formats();

}  // namespace columns
}  // namespace nntrain
