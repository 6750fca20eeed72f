#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/each_piece.h"
#include "base/text.h"
#include "config/json_text.h"
#include "config/tensor_text.h"

namespace nntrain {
namespace {

constexpr std::size_t max_columns = 100;

// The shortest decimal that reads back to the same bits, with a point or an exponent so that it stays no whole number.
template <class Number>
void print_number(Number value, std::string& out) {
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

void print_string(const std::string& text, std::string& out) {
  const bool is_plain = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (is_plain)
    out.append(1, '"').append(text).append(1, '"');
  else
    out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void print_scalar(const Json& json, std::string& out) {
  if (json.is_number_float())
    print_number(json.get<double>(), out);
  else if (json.is_string())
    print_string(json.get_ref<const std::string&>(), out);
  else
    out += json.dump();
}

// Appends the numbers from `at` on as nested lists on one line; stops, with false, soon after `out` has become longer than `limit`.
bool print_flat(std::span<const std::int64_t> shape, const float*& at, std::string& out, std::size_t limit) {
  if (shape.empty()) {
    print_number(*at++, out);
    return out.size() <= limit;
  }
  out += '[';
  for (std::int64_t i = 0; i < shape[0]; ++i) {
    if (i > 0) out += ", ";
    if (!print_flat(shape.subspan(1), at, out, limit)) return false;
  }
  out += ']';
  return out.size() <= limit;
}

// Appends the value on one line; stops, with false, soon after `out` has become longer than `limit`.
bool print_flat(const Json& json, std::string& out, std::size_t limit) {
  if (json.is_binary()) {
    const TensorView tensor = tensor_of(json);
    const float* at = tensor.values.data();
    return print_flat(tensor.shape, at, out, limit);
  }
  if (!json.is_structured()) {
    print_scalar(json, out);
    return out.size() <= limit;
  }
  out += json.is_object() ? '{' : '[';
  for (auto item = json.begin(); item != json.end(); ++item) {
    if (item != json.begin()) out += ", ";
    if (json.is_object()) print_string(item.key(), out), out += ": ";
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

// How long `out` may be for a value to stand on the line of which `used` columns are taken before it.
std::size_t line_limit(const std::string& out, std::size_t used) { return out.size() + max_columns - std::min(used + 1, max_columns); }

void print_tensor(const TensorView& tensor, std::string& out, std::size_t indent, std::size_t used);

// The lists that a tensor is a list of, each on lines of its own: those from `begin` on, before `end`.
void print_lists(const TensorView& tensor, std::size_t begin, std::size_t end, std::string& out, std::size_t indent) {
  const std::size_t size = tensor.values.size() / static_cast<std::size_t>(tensor.shape[0]);
  for (std::size_t i = begin; i < end; ++i) {
    out += i == 0 ? "\n" : ",\n";
    out.append(indent, ' ');
    print_tensor({tensor.shape.subspan(1), tensor.values.subspan(i * size, size)}, out, indent, indent);
  }
}

void print_tensor(const TensorView& tensor, std::string& out, std::size_t indent, std::size_t used) {
  const auto begin = out.size();
  const std::size_t limit = tensor.shape.size() < 2 || tensor.values.empty() ? std::string::npos : line_limit(out, used);
  const float* at = tensor.values.data();
  if (print_flat(tensor.shape, at, out, limit)) return;
  out.resize(begin);
  out += '[';
  constexpr std::size_t much = 1 << 18, piece = 1 << 16;  // numbers
  const auto count = static_cast<std::size_t>(tensor.shape[0]);
  if (tensor.values.size() < much) {
    print_lists(tensor, 0, count, out, indent + 2);
  } else {
    // Texts are made piece by piece, so many at a time that they take little memory besides the whole.
    const std::size_t lists = std::max<std::size_t>(1, piece * count / tensor.values.size());
    std::array<std::string, 32> texts;
    for (std::size_t first = 0; first < count; first += lists * texts.size()) {
      each_piece(texts.size(), true, [&](std::size_t k) {
        texts[k].clear();
        print_lists(tensor, std::min(first + k * lists, count), std::min(first + (k + 1) * lists, count), texts[k], indent + 2);
      });
      for (const std::string& text : texts) out += text;
    }
  }
  out += '\n';
  out.append(indent, ' ');
  out += ']';
}

// Appends the value; `used` is how many columns of its line are taken before it.
void print(const Json& json, std::string& out, std::size_t indent, std::size_t used) {
  if (json.is_binary()) return print_tensor(tensor_of(json), out, indent, used);
  if (is_row(json)) {
    print_flat(json, out, std::string::npos);
    return;
  }
  if (!json.is_structured()) return print_scalar(json, out);
  const auto begin = out.size();
  if (print_flat(json, out, line_limit(out, used))) return;
  out.resize(begin);
  out += json.is_object() ? "{" : "[";
  std::string_view separator = "\n";
  for (const auto& [key, value] : json.items()) {
    out += separator;
    separator = ",\n";
    const auto line = out.size();
    out.append(indent + 2, ' ');
    if (json.is_object()) print_string(key, out), out += ": ";
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
