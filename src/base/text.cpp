#include "base/text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

namespace nntrain {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

template <class Float>
std::string shortest(Float value) {
  if (std::isnan(value)) return "nan";  // to_chars tells -nan, too
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

// std::from_chars wants neither spaces nor a plus sign.
std::string_view number_body(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  return text;
}

enum class Scanned { number, out_of_range, no };

template <class Number>
Scanned scan(std::string_view body, Number& value) {
  const auto [end, code] = std::from_chars(body.data(), body.data() + body.size(), value);
  if (code == std::errc::invalid_argument || end != body.data() + body.size()) return Scanned::no;
  return code == std::errc{} ? Scanned::number : Scanned::out_of_range;
}

// Reads digits with or without a point and a minus sign, at most 15 digits: nearly all cells of a data file, at a third
// of std::from_chars' time, with its result. The digits and the power of ten are exact in double, so the quotient is
// correctly rounded; rounding it again to float32 is right unless it lies half-way between two floats, which is left to
// from_chars.
bool scan_plain(std::string_view body, float& value) {
  static constexpr double powers[] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const char* p = body.data();
  const char* const end = p + body.size();
  const bool negative = p < end && *p == '-';
  p += negative;
  if (end - p > 16) return false;
  std::uint64_t digits = 0;
  const auto read_digits = [&] {
    const char* const begin = p;
    for (; p < end && *p >= '0' && *p <= '9'; ++p) digits = digits * 10 + static_cast<std::uint64_t>(*p - '0');
    return p - begin;
  };
  const std::ptrdiff_t whole = read_digits();
  std::ptrdiff_t decimals = 0;
  if (p < end && *p == '.') {
    ++p;
    decimals = read_digits();
  }
  if (p != end || whole + decimals == 0 || whole + decimals > 15) return false;
  const double exact = static_cast<double>(digits) / powers[decimals];
  constexpr std::uint64_t dropped = (std::uint64_t{1} << 29) - 1, half = std::uint64_t{1} << 28;
  if ((std::bit_cast<std::uint64_t>(exact) & dropped) == half) return false;
  value = static_cast<float>(negative ? -exact : exact);
  return true;
}

// Whether a decimal number that no double can hold is too large, rather than too small: by the place of its first digit
// other than zero, counted from the decimal point.
bool is_huge(std::string_view body) {
  const std::size_t e = std::min(body.find_first_of("eE"), body.size());
  const std::string_view mantissa = body.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t digit = mantissa.find_first_of("123456789");
  if (digit == std::string_view::npos) return false;
  const auto place = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(digit);
  std::int64_t exponent = 0;
  if (e < body.size()) {
    std::string_view digits = body.substr(e + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    if (scan(digits, exponent) == Scanned::out_of_range) return !digits.starts_with('-');
  }
  return exponent > -place;
}

// How many letters of a word may be wrong for it to be meant.
std::size_t tolerance(std::string_view word) { return std::max<std::size_t>(1, word.size() / 3); }

std::string lowered(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

template <class Words>
std::string nearest_of(std::string_view word, const Words& candidates) {
  const std::string wanted = lowered(word);
  std::size_t best = tolerance(word) + 1;
  std::string_view found;
  for (const std::string_view candidate : candidates) {
    if (std::max(candidate.size(), word.size()) - std::min(candidate.size(), word.size()) >= best) continue;  // so many letters are wrong at least
    const std::size_t distance = edit_distance(wanted, lowered(candidate));
    if (distance < best && distance < candidate.size()) {
      best = distance;
      found = candidate;
    }
  }
  return std::string(found);
}

template <class Words>
std::string list(const Words& words, std::string_view last, std::size_t max_words) {
  const std::size_t shown = words.size() <= max_words ? words.size() : max_words;
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0 && i + 1 == words.size()) {
      text.append(" ").append(last).append(" ");
    } else if (i > 0) {
      text += ", ";
    }
    text += quoted(words[i]);
  }
  if (shown < words.size()) text += ", … (" + std::to_string(words.size()) + " in all)";
  return text;
}

// The length of the well-formed UTF-8 character at the start of non-empty text, 0 when there is none (RFC 3629, section
// 4).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto continues = [&](std::size_t i, unsigned from = 0x80, unsigned to = 0xBF) {
    return byte(i) >= from && byte(i) <= to;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    return continues(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && continues(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    return continues(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF) && continues(2) && continues(3) ? 4
                                                                                                                  : 0;
  }
  return 0;
}

std::string escaped(unsigned char byte) {
  switch (byte) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  constexpr std::string_view hex = "0123456789abcdef";
  return {'\\', 'x', hex[byte >> 4], hex[byte & 15]};
}

}  // namespace

std::string to_text(float value) { return shortest(value); }
std::string to_text(double value) { return shortest(value); }

NumberText parse_float(std::string_view text, float& value) {
  if (scan_plain(text, value)) return NumberText::finite;
  const std::string_view body = number_body(text);
  float result = 0;
  switch (scan(body, result)) {
    case Scanned::no:
      return NumberText::not_number;
    case Scanned::number:
      if (!std::isfinite(result)) return NumberText::not_finite;
      value = result;
      return NumberText::finite;
    case Scanned::out_of_range:
      break;
  }
  // from_chars calls too small numbers out of range as well.
  double wide = 0;
  if (scan(body, wide) == Scanned::out_of_range) {
    if (is_huge(body)) return NumberText::too_large;
    wide = body.starts_with('-') ? -0.0 : 0.0;
  }
  if (std::fabs(wide) > 1) return NumberText::too_large;
  value = static_cast<float>(wide);
  return NumberText::finite;
}

std::optional<double> parse_double(std::string_view text) {
  const std::string_view body = number_body(text);
  double value = 0;
  const Scanned scanned = scan(body, value);
  if (scanned == Scanned::out_of_range && !is_huge(body)) return body.starts_with('-') ? -0.0 : 0.0;
  if (scanned != Scanned::number || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_int(std::string_view text) {
  std::int64_t value = 0;
  if (scan(number_body(text), value) != Scanned::number) return std::nullopt;
  return value;
}

bool equal_in_any_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Rows i - 2, i - 1 and i of the table of distances between beginnings of a and b.
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  return nearest_of(word, candidates);
}
std::string nearest(std::string_view word, std::span<const std::string_view> candidates) {
  return nearest_of(word, candidates);
}

std::string Quoted::operator()(std::string_view text, std::size_t max_length) const {
  std::string result = "\"";
  for (std::size_t length = 0; !text.empty(); ++length) {
    if (length == max_length) {
      result += "…";
      break;
    }
    const std::size_t bytes = utf8_length(text);
    const auto first = static_cast<unsigned char>(text[0]);
    if (bytes == 0 || first < 0x20 || first == 0x7F || first == '"' || first == '\\') {
      result += escaped(first);
    } else {
      result += text.substr(0, bytes);
    }
    text.remove_prefix(std::max<std::size_t>(bytes, 1));
  }
  return result + '"';
}

std::string list_of(std::span<const std::string> words, std::string_view last, std::size_t max_words) {
  return list(words, last, max_words);
}
std::string list_of(std::span<const std::string_view> words, std::string_view last, std::size_t max_words) {
  return list(words, last, max_words);
}

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

std::string count_of(std::int64_t count, std::string_view noun) {
  return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : noun.ends_with('s') ? "es" : "s");
}

std::size_t find_invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    std::uint64_t word = 0;
    if (i + sizeof word <= text.size()) {  // eight ASCII characters at once: most text has no others
      std::memcpy(&word, text.data() + i, sizeof word);
      if ((word & 0x8080808080808080u) == 0) {
        i += sizeof word;
        continue;
      }
    }
    const std::size_t bytes = utf8_length(text.substr(i));
    if (bytes == 0) return i;
    i += bytes;
  }
  return std::string_view::npos;
}

}  // namespace nntrain
