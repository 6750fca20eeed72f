#include "config/locate.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

#include "config/json_text.h"

namespace nntrain {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Walks over a valid JSON text without understanding more than its brackets.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) { at_ = text.starts_with(byte_order_mark) ? 3 : 0; }

  std::size_t at() const { return at_; }

  // The next character that is neither blank nor comment; '\0' at the end.
  char peek() {
    while (at_ < text_.size()) {
      if (std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
        ++at_;
      else if (text_.substr(at_).starts_with("//"))
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (text_.substr(at_).starts_with("/*"))
        at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
      else
        return text_[at_];
    }
    return '\0';
  }

  bool skip(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  // Passes a string; its characters as they are written, between the quotes.
  std::string_view string() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    const auto inside = text_.substr(begin, at_ - begin);
    at_ = std::min(at_ + 1, text_.size());
    return inside;
  }

  void skip_value() {
    std::size_t depth = 0;
    do {
      const char c = peek();
      if (c == '\0') return;
      if (c == '"') {
        string();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
      if (depth == 0 && c != '}' && c != ']')  // a number or a word
        while (at_ < text_.size() && std::string_view(",]} \t\r\n/").find(text_[at_]) == std::string_view::npos) ++at_;
    } while (depth > 0);
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

// A key as written -> as meant. Surrogate pairs stay apart: such a key is then not found, and its object is the place.
std::string unescaped(std::string_view written) {
  std::string out;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written[i] != '\\' || i + 1 >= written.size()) {
      out += written[i];
      continue;
    }
    const char c = written[++i];
    constexpr std::string_view names = "bfnrt", values = "\b\f\n\r\t";
    if (c == 'u' && i + 4 < written.size()) {
      std::uint32_t code = 0;
      std::from_chars(written.data() + i + 1, written.data() + i + 5, code, 16);
      append_utf8(out, code);
      i += 4;
    } else {
      const auto known = names.find(c);
      out += known == std::string_view::npos ? c : values[known];
    }
  }
  return out;
}

// One token of a JSON pointer, "~1" and "~0" undone.
std::string pointer_token(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size())
      out += token[++i] == '1' ? '/' : '~';
    else
      out += token[i];
  }
  return out;
}

// Moves from the start of a list or object to its child; false (somewhere inside it) when there is no such child.
bool enter(Scanner& scanner, const std::string& token, std::size_t& key_at) {
  const bool is_object = scanner.peek() == '{';
  if (!is_object && scanner.peek() != '[') return false;
  const char close = is_object ? '}' : ']';
  scanner.skip(is_object ? '{' : '[');
  for (std::size_t index = 0; scanner.peek() != close && scanner.peek() != '\0'; ++index) {
    key_at = scanner.at();
    bool found = !is_object && std::to_string(index) == token;
    if (is_object) {
      if (scanner.peek() != '"') return false;
      found = unescaped(scanner.string()) == token;
      scanner.skip(':');
    }
    scanner.peek();
    if (found) return true;
    const std::size_t before = scanner.at();
    scanner.skip_value();
    if (!scanner.skip(',') && scanner.at() == before) return false;
  }
  return false;
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }  // of a character in UTF-8

struct Glyph {
  std::string_view bytes;
  char32_t code;
  std::size_t columns;  // on a terminal
};

std::size_t terminal_columns(char32_t c) {
  const auto in = [c](char32_t low, char32_t high) { return c >= low && c <= high; };
  if (in(0x300, 0x36F) || in(0x200B, 0x200F) || in(0xFE00, 0xFE0F)) return 0;
  const bool wide = in(0x1100, 0x115F) || in(0x2E80, 0xA4CF) || in(0xAC00, 0xD7A3) || in(0xF900, 0xFAFF) ||
                    in(0xFE30, 0xFE6F) || in(0xFF00, 0xFF60) || in(0xFFE0, 0xFFE6) || in(0x1F300, 0x1FAFF) ||
                    in(0x20000, 0x3FFFD);
  return wide ? 2 : 1;
}

// Takes the first character off a line. What is not UTF-8 or cannot be shown (tabs too) is one blank or question mark.
Glyph take_glyph(std::string_view& line) {
  const auto lead = static_cast<unsigned char>(line[0]);
  std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  char32_t code = lead < 0x80 ? lead : lead & (0x7FU >> length);
  for (std::size_t k = 1; k < length; ++k) {
    if (k >= line.size() || !is_continuation(line[k])) {
      length = 0;
      break;
    }
    code = code << 6 | (static_cast<unsigned char>(line[k]) & 0x3FU);
  }
  const std::string_view bytes = line.substr(0, length);
  line.remove_prefix(std::max<std::size_t>(length, 1));
  if (length == 0) return {"?", lead, 1};
  if (code < 0x20 || (code >= 0x7F && code < 0xA0)) return {" ", code, 1};
  return {bytes, code, terminal_columns(code)};
}

std::vector<Glyph> glyphs(std::string_view line) {
  std::vector<Glyph> out;
  while (!line.empty()) out.push_back(take_glyph(line));
  return out;
}

std::size_t num_glyphs(std::string_view line) {
  std::size_t count = 0;
  for (; !line.empty(); take_glyph(line)) ++count;
  return count;
}

// The line that holds the offset, without its end; `begin` is where it starts, behind a byte order mark.
std::string_view line_around(std::string_view text, std::size_t offset, std::size_t& begin) {
  const auto newline = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  begin = newline == std::string_view::npos ? 0 : newline + 1;
  if (begin == 0 && text.starts_with(byte_order_mark) && offset >= 3) begin = 3;
  auto line = text.substr(begin, std::min(text.find('\n', offset), text.size()) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Location locate(std::string_view text, std::string_view pointer) {
  Scanner scanner(text);
  scanner.peek();
  Location found{scanner.at(), scanner.at(), pointer.empty()};
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    std::size_t key = 0;
    if (!enter(scanner, pointer_token(pointer.substr(0, end)), key)) return {found.value, found.value, false};
    pointer.remove_prefix(end);
    found = {key, scanner.at(), pointer.empty()};
  }
  return found;
}

LineColumn line_column(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  std::size_t begin = 0;
  line_around(text, offset, begin);
  const auto head = text.substr(0, begin);
  return {1 + static_cast<std::size_t>(std::count(head.begin(), head.end(), '\n')),
          1 + num_glyphs(text.substr(begin, offset - begin))};
}

std::string excerpt(std::string_view text, std::size_t offset) {
  constexpr std::size_t width = 96;  // of 100 columns, less the indentation and a margin
  offset = std::min(offset, text.size());
  std::size_t begin = 0;
  const auto line = line_around(text, offset, begin);
  // A file may be one long line: no more of it is looked at than the characters that could be shown may take.
  constexpr std::size_t most = 4 * (width + 1);
  std::size_t left = offset - begin > most ? offset - begin - most : 0;
  while (left > 0 && begin + left < offset && is_continuation(text[begin + left])) ++left;
  const std::size_t right = std::min(line.size(), offset - begin + most);
  const auto shown = glyphs(line.substr(left, right - left));
  const std::size_t caret = std::min(num_glyphs(text.substr(begin + left, offset - begin - left)), shown.size());  // behind a '\r': at the end

  std::size_t total = 0;
  for (const auto& glyph : shown) total += glyph.columns;
  std::size_t from = 0, to = shown.size();
  if (total > width) {
    std::size_t used = 2;  // two ellipses
    for (from = caret; from > 0 && used + shown[from - 1].columns <= width * 2 / 3; --from)
      used += shown[from - 1].columns;
    for (to = caret; to < shown.size() && used + shown[to].columns <= width; ++to) used += shown[to].columns;
  }
  std::size_t before_caret = 0;
  for (std::size_t i = from; i < caret; ++i) before_caret += shown[i].columns;
  const bool cut_left = left + from > 0;
  std::string source = cut_left ? "  …" : "  ", under(2 + (cut_left ? 1U : 0U) + before_caret, ' ');
  for (std::size_t i = from; i < to; ++i) source += shown[i].bytes;
  if (to < shown.size() || right < line.size()) source += "…";
  return source + '\n' + under + "^\n";
}

}  // namespace nntrain
