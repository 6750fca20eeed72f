#include "columns/date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <ctime>
#include <numbers>

#include "base/text.h"
#include "columns/recognize.h"
#include "treatments/z_score.h"

namespace nntrain::columns {

namespace {

constexpr double seconds_a_day = 86400;

const std::array<std::string, 14> formats = {"%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y.%m.%d",
                                             "%Y-%m",    "%d %b %Y", "%b %d, %Y", "%b %d %Y", "%d-%b-%Y", "%b %Y", "%Y%m%d"};

// Takes a whole number of `digits` digits from the front.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// "13:05", "T13:05:09.25Z", " 13:05 +01:00" -> seconds since midnight UTC; the whole text or nothing.
std::optional<double> time_of_day(std::string_view text) {
  if (text.empty()) return 0.0;
  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 24 || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  double seconds = *hour * 3600 + *minute * 60;
  if (take(text, ':')) {
    const auto second = take_digits(text, 2);
    if (!second || *second > 60) return std::nullopt;
    seconds += *second;
    if (take(text, '.'))
      for (double unit = 0.1; !text.empty() && text[0] >= '0' && text[0] <= '9'; unit /= 10) {
        seconds += unit * (text[0] - '0');
        text.remove_prefix(1);
      }
  }
  text = trimmed(text);
  if (text.empty() || text == "Z" || text == "UTC") return seconds;
  const bool is_east = text[0] == '+';
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto hours = take_digits(text, 2);
  take(text, ':');
  const auto minutes = text.empty() ? std::optional(0) : take_digits(text, 2);
  if (!hours || !minutes || !text.empty()) return std::nullopt;
  const double offset = *hours * 3600 + *minutes * 60;
  return is_east ? seconds - offset : seconds + offset;
}

// What a point of time is made of.
struct Moment {
  double seconds;  // since 1970
  std::chrono::year_month_day date;
  double of_day;  // seconds

  explicit Moment(double since_1970) : seconds(since_1970) {
    const double days = std::floor(seconds / seconds_a_day);
    date = std::chrono::sys_days{std::chrono::days{static_cast<int>(days)}};
    of_day = seconds - days * seconds_a_day;
  }
  std::chrono::sys_days day() const { return date; }
  double weekday() const { return static_cast<double>(std::chrono::weekday{day()}.iso_encoding() - 1); }  // Monday: 0
  double day_of_year() const {
    return static_cast<double>((day() - std::chrono::sys_days{date.year() / 1 / 1}).count());
  }
};

bool is_cycle(DatePart part) { return part >= DatePart::month_cycle; }

double number_of(DatePart part, const Moment& m) {
  switch (part) {
    case DatePart::days: return m.seconds / seconds_a_day;
    case DatePart::year: return static_cast<int>(m.date.year());
    case DatePart::month: return static_cast<unsigned>(m.date.month());
    case DatePart::day: return static_cast<unsigned>(m.date.day());
    case DatePart::weekday: return m.weekday();
    case DatePart::day_of_year: return m.day_of_year() + 1;
    case DatePart::hour: return std::floor(m.of_day / 3600);
    case DatePart::minute: return std::fmod(std::floor(m.of_day / 60), 60);
    case DatePart::second: return std::fmod(m.of_day, 60);
    default: return 0;
  }
}

// How far the moment is around the circle, 0 to 1.
double turn_of(DatePart part, const Moment& m) {
  switch (part) {
    case DatePart::month_cycle: return (static_cast<double>(static_cast<unsigned>(m.date.month())) - 1) / 12;
    case DatePart::day_cycle: return (static_cast<double>(static_cast<unsigned>(m.date.day())) - 1) / 31;
    case DatePart::weekday_cycle: return m.weekday() / 7;
    case DatePart::day_of_year_cycle: return m.day_of_year() / 365.25;
    case DatePart::hour_cycle: return m.of_day / seconds_a_day;
    case DatePart::minute_cycle: return std::fmod(m.of_day, 3600) / 3600;
    default: return 0;
  }
}

std::string expected_of(const std::optional<std::string>& format) {
  return format ? "a date, as " + quoted(*format) + " says" : "a date";
}

}  // namespace

std::span<const std::string> known_date_formats() { return formats; }

std::optional<double> parse_date(std::string_view text, const std::string& format) {
  const std::string copy(text);  // strptime wants an end
  std::tm fields{};
  fields.tm_mday = 1;
  const char* const end = strptime(copy.c_str(), format.c_str(), &fields);
  if (!end) return std::nullopt;
  using namespace std::chrono;
  const year_month_day date{year{fields.tm_year + 1900}, month{static_cast<unsigned>(fields.tm_mon + 1)},
                            day{static_cast<unsigned>(fields.tm_mday)}};
  if (!date.ok()) return std::nullopt;
  const auto rest = time_of_day(std::string_view(copy).substr(static_cast<std::size_t>(end - copy.c_str())));
  if (!rest) return std::nullopt;
  const double said = fields.tm_hour * 3600 + fields.tm_min * 60 + fields.tm_sec;  // where the format has a time of day
  return static_cast<double>(sys_days{date}.time_since_epoch().count()) * seconds_a_day + said + *rest;
}

std::string Date::check() const {
  if (parts && parts->empty()) return "expected at least one part";
  if (means.has_value() != stds.has_value()) return "means and stds go together";
  if (!means) return {};
  if (means->size() != stds->size()) return "means and stds must be of equal number";
  if (!parts) return "means and stds go with parts";
  const auto numbers = static_cast<std::size_t>(std::ranges::count_if(*parts, [](DatePart part) { return !is_cycle(part); }));
  return means->size() == numbers ? "" : "means and stds must have one for each number among the parts";
}

Flow Date::flow() const {
  std::int64_t width = gaps.indicator;
  for (const DatePart part : parts.value_or(std::vector<DatePart>{})) width += is_cycle(part) ? 2 : 1;
  return {Flow::Kind::number, 1, width, {}};
}

Date Date::learned(const ColumnCells& training) const {
  Date result = *this;
  result.gaps = gaps.learned(training);
  std::vector<std::string> texts;
  std::vector<std::size_t> places;
  std::string buffer;
  for (std::size_t i = 0; i < training.size(); ++i) {
    if (training.is_missing(i) && !result.gaps.fills()) continue;
    texts.emplace_back(training.is_missing(i) ? std::string_view(*result.gaps.fill) : training.text(i, buffer));
    places.push_back(i);
  }
  if (!format) result.format = date_format_of(texts);
  if (texts.empty()) fail_all_missing(training);
  std::vector<Moment> moments;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto seconds = parse_date(texts[i], result.format.value_or(formats[0]));
    if (!seconds) training.fail(places[i], expected_of(result.format), R"(say how dates are written: "format": "%d.%m.%Y")");
    moments.emplace_back(*seconds);
  }
  if (!parts) {
    result.parts = {DatePart::days, DatePart::day_of_year_cycle, DatePart::weekday_cycle};
    if (std::ranges::any_of(moments, [](const Moment& m) { return m.of_day != 0; })) result.parts->push_back(DatePart::hour_cycle);
  }
  if (!standardize || means) return result;
  result.means.emplace();
  result.stds.emplace();
  for (const DatePart part : *result.parts) {
    if (is_cycle(part)) continue;
    std::vector<double> numbers;
    for (const Moment& m : moments) numbers.push_back(number_of(part, m));
    const treatments::ZScore scale = treatments::ZScore{}.learned(numbers);
    result.means->push_back(*scale.mean);
    result.stds->push_back(*scale.std);
  }
  return result;
}

void Date::encode(const ColumnCells& cells, const RowsOut& out) const {
  const std::string expected = expected_of(format);
  std::string buffer;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto seconds = parse_date(gaps.text(cells, i, buffer, expected), format.value_or(formats[0]));
    if (!seconds) cells.fail(i, expected, R"(say how dates are written: "format": "%d.%m.%Y")");
    const Moment moment(*seconds);
    const std::span<float> numbers = tell_missing(gaps, cells, i, out.at(i));
    std::size_t next = 0, scaled = 0;
    for (const DatePart part : *parts) {
      if (is_cycle(part)) {
        const double angle = 2 * std::numbers::pi * turn_of(part, moment);
        numbers[next++] = static_cast<float>(std::sin(angle));
        numbers[next++] = static_cast<float>(std::cos(angle));
        continue;
      }
      double x = number_of(part, moment);
      if (standardize) {
        x = (x - (*means)[scaled]) / (*stds)[scaled];
        ++scaled;
      }
      numbers[next++] = static_cast<float>(x);
    }
  }
}

}  // namespace nntrain::columns
