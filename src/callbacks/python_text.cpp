#include "callbacks/python_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "base/text.h"

namespace nntrain::callbacks {

namespace {

[[noreturn]] void fail(const std::string& message, const std::string& hint) {
  throw Error(ErrorKind::config, message, {}, hint);
}

constexpr int most_digits = 200;  // of a width or a precision

struct Spec {
  std::string_view fill;
  char align = 0, sign = '-', type = 0;
  int width = 0, precision = -1;
};

class SpecReader {
 public:
  explicit SpecReader(std::string_view text) : whole_(text), rest_(text) {}

  Spec read() {
    Spec spec;
    read_alignment(spec);
    if (next_is("+- ")) spec.sign = take();
    if (next_is("0")) {
      take();
      if (spec.align == 0) spec.align = '=', spec.fill = "0";
    }
    spec.width = read_count();
    if (next_is(".")) {
      take();
      if (!next_is("0123456789")) refuse();
      spec.precision = read_count();
    }
    if (next_is("deEfFgG%")) spec.type = take();
    if (!rest_.empty()) refuse();
    return spec;
  }

 private:
  bool next_is(std::string_view any) const { return !rest_.empty() && any.find(rest_[0]) != std::string_view::npos; }
  char take() {
    const char c = rest_[0];
    rest_.remove_prefix(1);
    return c;
  }
  [[noreturn]] void refuse() const {
    fail("cannot format a number as " + quoted(whole_), "e.g. 02d for a whole number, .4f for any other");
  }

  // The fill is one character of UTF-8, which only an alignment after it makes one.
  void read_alignment(Spec& spec) {
    constexpr std::string_view aligns = "<>=^";
    std::size_t length = rest_.empty() ? 0 : 1;
    while (length < rest_.size() && (static_cast<unsigned char>(rest_[length]) & 0xC0U) == 0x80U) ++length;
    if (length > 0 && length < rest_.size() && aligns.find(rest_[length]) != std::string_view::npos) {
      spec.fill = rest_.substr(0, length);
      rest_.remove_prefix(length);
      spec.align = take();
    } else if (next_is(aligns)) {
      spec.align = take();
    }
  }

  int read_count() {
    int count = 0;
    while (next_is("0123456789")) {
      count = count * 10 + (take() - '0');
      if (count > most_digits) refuse();
    }
    return count;
  }

  std::string_view whole_, rest_;
};

std::string printed(const char* format, int precision, double value) {
  std::array<char, 700> text{};  // %.200f of the largest double takes 510
  const int size = std::snprintf(text.data(), text.size(), format, precision, value);
  return {text.data(), static_cast<std::size_t>(size)};
}

// Python's form where a precision is given, but no type: general, with a digit behind the point at least.
std::string general_text(double size, int precision) {
  std::string text = printed("%.*e", precision - 1, size);
  const std::size_t e = text.find('e');
  const int exponent = static_cast<int>(*parse_int(text[e + 1] == '+' ? text.substr(e + 2) : text.substr(e + 1)));
  if (exponent >= -4 && exponent < precision - 1) {
    text = printed("%.*g", precision, size);
    return text.find('.') == std::string::npos ? text + ".0" : text;
  }
  std::string mantissa = text.substr(0, e);
  if (mantissa.find('.') != std::string::npos) mantissa.erase(mantissa.find_last_not_of('0') + 1);
  if (mantissa.back() == '.') mantissa.pop_back();
  return mantissa + text.substr(e);
}

// Digits of a finite number's size.
std::string float_digits(double size, const Spec& spec) {
  const int precision = spec.precision < 0 ? 6 : spec.precision;
  switch (spec.type) {
    case 0:
      return spec.precision < 0 ? python_text(size) : general_text(size, std::max(spec.precision, 1));
    case '%':
      return printed("%.*f", precision, size * 100) + '%';
    default:
      return printed((std::string("%.*") + spec.type).c_str(), precision, size);
  }
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string aligned(std::string sign, std::string digits, const Spec& spec) {
  const std::size_t length = sign.size() + characters(digits), width = static_cast<std::size_t>(spec.width);
  const std::size_t space = width > length ? width - length : 0;
  const std::string_view fill = spec.fill.empty() ? " " : spec.fill;
  switch (spec.align) {
    case '<':
      return sign + digits + repeated(fill, space);
    case '^':
      return repeated(fill, space / 2) + sign + digits + repeated(fill, space - space / 2);
    case '=':
      return sign + repeated(fill, space) + digits;
    default:
      return repeated(fill, space) + sign + digits;
  }
}

}  // namespace

std::string python_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::array<char, 32> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::scientific).ptr;
  const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  const std::size_t e = text.find('e');
  const int exponent = static_cast<int>(*parse_int(text[e + 1] == '+' ? text.substr(e + 2) : text.substr(e + 1)));
  if (exponent < -4 || exponent >= 16)
    return std::string(text);  // "1e-05": two digits at least, as to_chars writes them
  std::array<char, 64> fixed{};
  const auto fixed_end = std::to_chars(fixed.data(), fixed.data() + fixed.size(), value, std::chars_format::fixed).ptr;
  std::string out(fixed.data(), fixed_end);
  if (out.find('.') == std::string::npos) out += ".0";
  return out;
}

std::string python_format(const PythonNumber& number, std::string_view spec_text) {
  const Spec spec = SpecReader(spec_text).read();
  const auto* whole = std::get_if<std::int64_t>(&number);
  if (!whole && spec.type == 'd')
    fail("cannot format this value as " + quoted(spec_text) + ": it is no whole number", "e.g. .4f");
  if (whole && spec.precision >= 0 && (spec.type == 0 || spec.type == 'd'))
    fail("cannot format a whole number as " + quoted(spec_text), "e.g. 02d");
  const double value = whole ? static_cast<double>(*whole) : std::get<double>(number);
  const bool negative = std::signbit(value) && !std::isnan(value);
  const std::string sign = negative ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign);
  std::string digits;
  if (whole && (spec.type == 0 || spec.type == 'd'))
    digits = std::to_string(*whole < 0 ? -*whole : *whole);
  else if (std::isfinite(value))
    digits = float_digits(std::fabs(value), spec);
  else {
    digits = std::isnan(value) ? "nan" : "inf";
    if (spec.type == 'E' || spec.type == 'F' || spec.type == 'G') digits = std::isnan(value) ? "NAN" : "INF";
    if (spec.type == '%') digits += '%';
  }
  return aligned(sign, digits, spec);
}

void check_python_format(std::string_view spec) { SpecReader(spec).read(); }

}  // namespace nntrain::callbacks
