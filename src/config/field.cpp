#include "config/field.h"

#include <cmath>

#include "base/text.h"

namespace nntrain {
namespace {

bool check_range(const Reader& json, double value) {
  if (json.range().contains(value)) return true;
  json.error("must be " + std::string(json.range().text) + "; got " + json.shown());
  return false;
}

}  // namespace

bool Field<bool>::fits(const Reader& json) { return json.is_boolean(); }
void Field<bool>::read(const Reader& json, bool& out) {
  if (json.is_boolean())
    out = json.boolean();
  else
    json.expected("true or false");
}
void Field<bool>::write(Writer json, bool value) { json.boolean(value); }
void Field<bool>::schema(Schema schema) { schema.type("boolean"); }
std::string Field<bool>::text() { return "a boolean"; }

bool Field<std::int64_t>::fits(const Reader& json) { return json.is_number(); }
void Field<std::int64_t>::read(const Reader& json, std::int64_t& out) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (const auto value = read_integer(json, Limits::min(), Limits::max())) out = *value;
}
void Field<std::int64_t>::write(Writer json, std::int64_t value) { json.integer(value); }
void Field<std::int64_t>::schema(Schema schema) { schema.type("integer"); }
std::string Field<std::int64_t>::text() { return "an integer"; }

bool Field<double>::fits(const Reader& json) { return json.is_number(); }
void Field<double>::read(const Reader& json, double& out) {
  if (!json.is_number()) return json.expected(text());
  if (check_range(json, json.number())) out = json.number();
}
void Field<double>::write(Writer json, double value) { json.number(value); }
void Field<double>::schema(Schema schema) { schema.type("number"); }
std::string Field<double>::text() { return "a number"; }

bool Field<std::string>::fits(const Reader& json) { return json.is_string(); }
void Field<std::string>::read(const Reader& json, std::string& out) {
  if (json.is_string())
    out = json.string();
  else
    json.expected(text(), json.is_number() || json.is_boolean() ? "write \"" + json.shown() + '"' : "");
}
void Field<std::string>::write(Writer json, std::string_view value) { json.string(value); }
void Field<std::string>::schema(Schema schema) { schema.type("string"); }
std::string Field<std::string>::text() { return "a string"; }

std::optional<std::int64_t> read_integer(const Reader& json, std::int64_t low, std::int64_t high) {
  if (!json.is_integer()) {
    const bool is_whole = json.is_number() && json.number() == std::floor(json.number());
    if (is_whole && std::abs(json.number()) < 1e15)
      json.expected("an integer", "write " + std::to_string(static_cast<std::int64_t>(json.number())));
    else
      json.expected(is_whole ? "an integer of at most 64 bits" : "an integer");
    return std::nullopt;
  }
  const auto value = json.integer();
  if (!check_range(json, static_cast<double>(value))) return std::nullopt;
  if (value >= low && value <= high) return value;
  json.error("must be from " + std::to_string(low) + " to " + std::to_string(high) + "; got " + json.shown());
  return std::nullopt;
}

std::optional<std::size_t> read_name(const Reader& json, std::span<const std::string_view> names,
                                     const std::string& expected) {
  if (json.is_string())
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == json.string()) return i;
  const auto near = json.is_string() ? nearest(json.string(), names) : std::string();
  json.expected(expected, near.empty() ? "" : "did you mean \"" + near + "\"?");
  return std::nullopt;
}

std::string names_text(std::span<const std::string_view> names) {
  std::string out = names.size() > 1 ? "one of " : "";
  for (std::size_t i = 0; i < names.size(); ++i) out += (i == 0 ? "\"" : ", \"") + std::string(names[i]) + '"';
  return out;
}

std::string plural(std::string text) {
  for (const std::string_view article : {"a ", "an "})
    if (text.starts_with(article)) {
      text.erase(0, article.size());
      const auto word_end = std::min(text.find(' '), text.size());
      const bool hisses = word_end > 0 && (text[word_end - 1] == 's' || text[word_end - 1] == 'x');
      return text.insert(word_end, hisses ? "es" : "s");
    }
  return text.starts_with("one of ") ? text.substr(7) : text;
}

}  // namespace nntrain
