#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "config/json_text.h"

namespace nntrain {
namespace {

constexpr std::size_t max_columns = 100;

// The shortest decimal that reads back to the same double, with a point or an exponent so that it stays a double.
void print_number(double value, std::string& out) {
  std::array<char, 32> buffer;
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  const std::string_view digits(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  out += digits;
  if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void print_scalar(const Json& json, std::string& out) {
  if (json.is_number_float())
    print_number(json.get<double>(), out);
  else
    out += json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Appends the value on one line; stops, with false, soon after `out` has become longer than `limit`.
bool print_flat(const Json& json, std::string& out, std::size_t limit) {
  if (!json.is_structured()) {
    print_scalar(json, out);
    return out.size() <= limit;
  }
  out += json.is_object() ? '{' : '[';
  for (auto item = json.begin(); item != json.end(); ++item) {
    if (item != json.begin()) out += ", ";
    if (json.is_object()) print_scalar(Json(item.key()), out), out += ": ";
    if (!print_flat(*item, out, limit)) return false;
  }
  out += json.is_object() ? '}' : ']';
  return out.size() <= limit;
}

bool is_row(const Json& json) {
  if (!json.is_array()) return false;
  for (const auto& item : json)
    if (!item.is_number() && !item.is_null()) return false;
  return true;
}

// Appends the value; `used` is how many columns of its line are taken before it.
void print(const Json& json, std::string& out, std::size_t indent, std::size_t used) {
  if (is_row(json)) {
    print_flat(json, out, std::string::npos);
    return;
  }
  if (!json.is_structured()) return print_scalar(json, out);
  const auto begin = out.size();
  if (print_flat(json, out, begin + max_columns - std::min(used + 1, max_columns))) return;
  out.resize(begin);
  out += json.is_object() ? "{" : "[";
  std::string_view separator = "\n";
  for (const auto& [key, value] : json.items()) {
    out += separator;
    separator = ",\n";
    const auto line = out.size();
    out.append(indent + 2, ' ');
    if (json.is_object()) print_scalar(Json(key), out), out += ": ";
    print(value, out, indent + 2, out.size() - line);
  }
  out += '\n';
  out.append(indent, ' ');
  out += json.is_object() ? '}' : ']';
}

}  // namespace

std::string json_text(const Json& json) {
  std::string out;
  print(json, out, 0, 0);
  return out + '\n';
}

std::string json_line(const Json& json) {
  std::string out;
  print_flat(json, out, std::string::npos);
  return out;
}

std::string short_json(const Json& json, std::size_t max_length) {
  if (json.is_string()) return nntrain::quoted(json.get_ref<const std::string&>(), max_length);
  std::string out;
  if (print_flat(json, out, max_length)) return out;
  auto end = std::min(max_length, out.size());
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;  // not inside a character
  return out.substr(0, end) + "…";
}

Json float_json(float value) {
  if (!std::isfinite(value)) return nullptr;
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  double shortest = 0;
  std::from_chars(buffer.data(), end, shortest);
  return shortest;
}

}  // namespace nntrain
