#include <algorithm>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/text.h"
#include "config/json_text.h"
#include "config/locate.h"
#include "config/tensor_text.h"

namespace nntrain {
namespace {

constexpr int max_depth = 200;

struct SyntaxError {
  std::size_t offset;
  std::string message, hint;
};

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '+' ||
         c == '-' || c == '.' || c == '$';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// RFC 8259: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
bool is_json_number(std::string_view word, bool& is_integer) {
  std::size_t i = 0;
  const auto digits = [&] {
    const auto begin = i;
    while (i < word.size() && is_digit(word[i])) ++i;
    return i - begin;
  };
  const auto at = [&](std::string_view any_of) {
    return i < word.size() && any_of.find(word[i]) != std::string_view::npos;
  };
  if (at("-")) ++i;
  const bool zero = at("0");
  const auto whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  is_integer = i == word.size();
  if (at(".") && (++i, digits() == 0)) return false;
  if (at("eE")) {
    ++i;
    if (at("+-")) ++i;
    if (digits() == 0) return false;
  }
  return i == word.size();
}

// How to write in JSON what is written otherwise elsewhere.
std::string word_hint(std::string_view word) {
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (lower == "true" || lower == "false" || lower == "null") return "write " + lower;
  if (lower == "none" || lower == "nil" || lower == "undefined") return "write null";
  if (lower == "nan" || lower == "inf" || lower == "infinity" || lower == "-inf" || lower == "-infinity" ||
      lower == "+inf" || lower == "+infinity")
    return "JSON has finite numbers only";
  if (is_digit(word[0]) || word[0] == '-' || word[0] == '+' || word[0] == '.')
    return "numbers look like 3, -0.5 or 1e-3: no leading +, zeros or dot";
  return "text stands in double quotes: \"" + std::string(word) + '"';
}

// Where a value being parsed stands; its pointer is made only when something is wrong there.
struct Frame {
  const Frame* parent;
  std::string_view key;
  std::size_t index;

  std::string pointer() const {
    if (!parent) return {};
    return key.data() ? child_pointer(parent->pointer(), key) : child_pointer(parent->pointer(), index);
  }
};

class Parser {
 public:
  explicit Parser(Diagnostics& diagnostics) : diagnostics_(diagnostics), text_(diagnostics.source().text) {}

  Json document() {
    if (const auto bad = find_invalid_utf8(text_); bad != std::string_view::npos)
      throw SyntaxError{bad, "not UTF-8 text here", "save the file as UTF-8"};
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    if (peek() == '\0' && at_ >= text_.size()) throw SyntaxError{at_, "the config is empty; expected an object", ""};
    Json out = value({nullptr, {}, 0}, 0);
    if (peek(); at_ < text_.size())
      throw SyntaxError{at_, "expected the end of the text after the value; got " + found(), ""};
    return out;
  }

 private:
  // Moves to the next character that is neither blank nor comment and returns it; '\0' at the end.
  char peek() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        ++at_;
      else if (c == '/')
        skip_comment();
      else
        return c;
    }
    return '\0';
  }

  void skip_comment() {
    const auto rest = text_.substr(at_);
    if (rest.starts_with("//")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (rest.starts_with("/*")) {
      const auto end = text_.find("*/", at_ + 2);
      if (end == std::string_view::npos) throw SyntaxError{at_, "this comment is never closed", "close it with */"};
      at_ = end + 2;
    } else {
      throw SyntaxError{at_, "unexpected \"/\"", "comments are written // so, or /* so */"};
    }
  }

  // What stands here, for a message.
  std::string found() const {
    if (at_ >= text_.size()) return "the end of the text";
    auto end = at_ + 1;
    if (is_word(text_[at_]))
      while (end < text_.size() && is_word(text_[end])) ++end;
    else
      while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) ++end;
    return nntrain::quoted(text_.substr(at_, end - at_));
  }

  Json value(const Frame& frame, int depth) {
    const char c = peek();
    if (c == '{' || c == '[') {
      if (depth == max_depth) throw SyntaxError{at_, "nested deeper than " + std::to_string(max_depth) + " levels", ""};
      return c == '{' ? object(frame, depth + 1) : list(frame, depth + 1);
    }
    if (c == '"') return string();
    if (c == '\'')
      throw SyntaxError{at_, "expected a value; got a single quote", "strings stand in double quotes: \"…\""};
    if (is_word(c)) return word();
    throw SyntaxError{at_, "expected a value; got " + found(), c == '#' ? "comments are written // so" : ""};
  }

  Json object(const Frame& frame, int depth) {
    const auto begin = at_++;
    Json out = Json::object();
    const auto& members = out.get_ref<const Json::object_t&>();
    std::vector<std::size_t> places;  // of their keys
    while (peek() != '}') {
      const auto key_at = at_;
      std::string key = member_key(begin);
      const auto first = std::find_if(members.begin(), members.end(), [&](const auto& known) { return known.first == key; }) - members.begin();
      const Frame here{&frame, key, 0};
      Json member = key == "values" ? tensor_of_shape(out) : Json();
      if (member.is_null()) member = value(here, depth);
      if (static_cast<std::size_t>(first) == members.size()) {
        append_member(out, std::move(key), std::move(member));
        places.push_back(key_at);
      } else {
        const auto [line, column] = line_column(text_, places[static_cast<std::size_t>(first)]);
        diagnostics_.add({here.pointer(),
                          "duplicate key " + nntrain::quoted(key) + "; it is already given at " + std::to_string(line) +
                              ':' + std::to_string(column),
                          "", true, key_at});
      }
      separator('}', begin);
    }
    ++at_;
    return out;
  }

  // The "values" that stand here of an object with a "shape", where they are a tensor of it; else null, and nothing is read.
  Json tensor_of_shape(const Json& object) {
    const auto axes = object.find("shape");
    if (axes == object.end() || !axes->is_array() || axes->size() > max_rank || peek() != '[') return nullptr;
    std::vector<std::int64_t> shape;
    for (const Json& axis : *axes) shape.push_back(axis.is_number_integer() ? axis.get<std::int64_t>() : 0);
    return read_tensor_text(text_, at_, shape);
  }

  std::string member_key(std::size_t object_at) {
    if (at_ >= text_.size()) never_closed(object_at);
    const char c = text_[at_];
    if (c == '\'') throw SyntaxError{at_, "expected a key; got a single quote", "keys stand in double quotes: \"…\""};
    if (c != '"' && is_word(c))
      throw SyntaxError{at_, "expected a key in double quotes; got " + found(), "write " + found() + ": …"};
    if (c != '"') throw SyntaxError{at_, "expected a key in double quotes or \"}\"; got " + found(), ""};
    std::string key = string();
    const auto key_end = at_;
    if (peek() != ':') {
      const bool here = at_ < text_.size() && (text_[at_] == '=' || text_.substr(key_end, at_ - key_end).find('\n') ==
                                                                        std::string_view::npos);
      throw SyntaxError{here ? at_ : key_end,
                        "expected \":\" after the key " + nntrain::quoted(key) + "; got " + found(), ""};
    }
    ++at_;
    return key;
  }

  Json list(const Frame& frame, int depth) {
    const auto begin = at_++;
    Json out = Json::array();
    while (peek() != ']') {
      if (at_ >= text_.size()) never_closed(begin);
      out.push_back(value({&frame, {}, out.size()}, depth));
      separator(']', begin);
    }
    ++at_;
    return out;
  }

  // After an item: passes a comma, or stops before the closing bracket.
  void separator(char close, std::size_t open_at) {
    const auto item_end = at_;
    const char c = peek();
    const std::string closing(1, close);
    if (c == close) return;
    if (c == ',') {
      const auto comma_at = at_++;
      if (peek() == close)
        throw SyntaxError{comma_at, "a comma before " + nntrain::quoted(closing) + ", with nothing after it",
                          "remove the comma"};
      if (peek() == ',') throw SyntaxError{at_, "two commas with nothing between them", "remove one"};
      return;
    }
    if (at_ >= text_.size()) never_closed(open_at);
    if (c == '"' || c == '{' || c == '[' || is_word(c))
      throw SyntaxError{item_end, "expected \",\" or " + nntrain::quoted(closing) + " after this value; got " + found(),
                        "is a comma missing here?"};
    const auto [line, column] = line_column(text_, open_at);
    throw SyntaxError{at_, "expected \",\" or " + nntrain::quoted(closing) + "; got " + found(),
                      "the \"" + std::string(1, text_[open_at]) + "\" at " + std::to_string(line) + ':' +
                          std::to_string(column) + " is still open"};
  }

  [[noreturn]] void never_closed(std::size_t open_at) const {
    const bool is_object = text_[open_at] == '{';
    throw SyntaxError{
        open_at, std::string(is_object ? "this \"{\"" : "this \"[\"") + " is never closed",
        is_object ? "a \"}\" is missing before the end of the text" : "a \"]\" is missing before the end of the text"};
  }

  Json word() {
    const auto begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    const auto text = text_.substr(begin, at_ - begin);
    if (text == "true") return true;
    if (text == "false") return false;
    if (text == "null") return nullptr;
    bool is_integer = false;
    if (!is_json_number(text, is_integer))
      throw SyntaxError{begin, "expected a value; got " + std::string(text.substr(0, 60)), word_hint(text)};
    std::int64_t whole = 0;
    if (is_integer && std::from_chars(text.data(), text.data() + text.size(), whole).ec == std::errc()) return whole;
    double number = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc())
      throw SyntaxError{begin, "a number beyond what a double can hold", ""};
    return number;
  }

  std::string string() {
    const auto begin = at_++;
    std::string out;
    while (true) {
      if (at_ >= text_.size() || text_[at_] == '\n')
        throw SyntaxError{begin, "this string has no closing quote", "end it with \" on the same line"};
      const char c = text_[at_];
      if (c == '"') break;
      if (static_cast<unsigned char>(c) < 0x20)
        throw SyntaxError{at_, "a control character inside a string",
                          c == '\t' ? "a tab is written \\t" : "it is written \\u00XX"};
      if (c == '\\')
        escape(out);
      else
        out += c, ++at_;
    }
    ++at_;
    return out;
  }

  void escape(std::string& out) {
    const auto begin = at_++;
    if (at_ >= text_.size()) return;  // the string is not closed
    constexpr std::string_view names = "\"\\/bfnrt", values = "\"\\/\b\f\n\r\t";
    const char c = text_[at_];
    if (const auto known = names.find(c); known != std::string_view::npos) {
      out += values[known];
      ++at_;
    } else if (c == 'u') {
      unicode_escape(out, begin);
    } else {
      throw SyntaxError{begin, "unknown escape in a string", "a backslash itself is written \\\\"};
    }
  }

  void unicode_escape(std::string& out, std::size_t begin) {
    char32_t code = hex4(begin);
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
      ++at_;
      const char32_t low = hex4(begin);
      if (low < 0xDC00 || low > 0xDFFF) throw SyntaxError{begin, "half of a surrogate pair in a string", ""};
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xD800 && code < 0xE000) {
      throw SyntaxError{begin, "half of a surrogate pair in a string", ""};
    }
    append_utf8(out, code);
  }

  // The four digits after the "u" that at_ stands on; moves past them.
  char32_t hex4(std::size_t begin) {
    const auto digits = text_.substr(at_ + 1, 4);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() != 4 || end != digits.data() + 4 || error != std::errc())
      throw SyntaxError{begin, "\\u is followed by four hexadecimal digits", ""};
    at_ += 5;
    return code;
  }

  Diagnostics& diagnostics_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

void append_utf8(std::string& out, char32_t code) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) return put(0xC0 | code >> 6), put(0x80 | (code & 0x3F));
  if (code < 0x10000) return put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
  put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
}

bool parse_json(Diagnostics& diagnostics, Json& out) {
  try {
    out = Parser(diagnostics).document();
    return true;
  } catch (const SyntaxError& fault) {
    diagnostics.add({"", fault.message, fault.hint, false, fault.offset});
    return false;
  }
}

}  // namespace nntrain
