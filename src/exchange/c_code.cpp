#include "exchange/c_code.h"

#include <cmath>

#include "base/text.h"

namespace nntrain::c_code {

namespace {

// With a point or an exponent, so that it is no int.
std::string with_point(std::string digits) {
  return digits.find_first_of(".e") == std::string::npos ? digits + ".0" : digits;
}

// "static const T name[n] = {…};", in lines of at most so many characters.
template <class T, class F>
std::string table_of(std::string_view type, const std::string& name, std::span<const T> values, F text) {
  constexpr std::size_t widest = 120;
  std::string out = "static const " + std::string(type) + name + "[" + std::to_string(values.size()) + "] = {";
  std::size_t line = widest;
  for (const T& value : values) {
    const std::string cell = text(value) + ",";
    line += 1 + cell.size();
    if (line > widest) out += "\n ", line = 2 + cell.size();
    out += ' ' + cell;
  }
  if (!values.empty()) out.pop_back();
  return out + "\n};\n";
}

}  // namespace

std::string literal(float value) {
  if (std::isnan(value)) return "(0.0f / 0.0f)";
  if (std::isinf(value)) return value > 0 ? "(1.0f / 0.0f)" : "(-1.0f / 0.0f)";
  return with_point(to_text(value)) + "f";
}

std::string literal(double value) { return with_point(to_text(value)); }

std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte > '~' || c == '"' || c == '\\' ||
        c == '?') {  // three octal digits, which nothing behind them can lengthen
      out += {'\\', static_cast<char>('0' + byte / 64), static_cast<char>('0' + byte / 8 % 8),
              static_cast<char>('0' + byte % 8)};
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string table(const std::string& name, std::span<const float> values, const std::string& comment) {
  return "/* " + comment + " */\n" + table_of("float ", name, values, [](float x) { return literal(x); });
}

std::string table(const std::string& name, std::span<const double> values) {
  return table_of("double ", name, values, [](double x) { return literal(x); });
}

std::string table(const std::string& name, std::span<const std::string> texts) {
  return table_of("char *const ", name, texts, [](const std::string& text) { return literal(std::string_view(text)); });
}

}  // namespace nntrain::c_code
