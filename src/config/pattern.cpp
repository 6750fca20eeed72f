#include "config/pattern.h"

#include <regex.h>

#include <cctype>

#include "base/text.h"

namespace nntrain {

namespace {

constexpr std::size_t longest = 200;  // an expression that is compiled in no time

// A compiled expression of the system's library, whose extended syntax agrees with Python's as far as error() lets it.
class Compiled {
 public:
  explicit Compiled(const std::string& text) : code_(::regcomp(&regex_, text.c_str(), REG_EXTENDED | REG_NOSUB)) {}
  ~Compiled() {
    if (code_ == 0) ::regfree(&regex_);
  }
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;

  std::string error() const {
    if (code_ == 0) return {};
    char text[100];
    ::regerror(code_, &regex_, text, sizeof text);
    return text;
  }
  bool found_in(const std::string& name) const { return ::regexec(&regex_, name.c_str(), 0, nullptr, 0) == 0; }

 private:
  regex_t regex_;
  int code_;
};

}  // namespace

// Refused: what takes long, and what Python and the library mean differently.
std::string Pattern::error(const std::string& text) {
  if (text.size() > longest) return "longer than " + std::to_string(longest) + " characters";
  bool listed = false;  // within [ ]
  char before = '(';    // the character before, if it is not taken for itself
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i], next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (c == '\0') return "a character 0 in it";
    if (c == '\\' && listed) return "a backslash within [ ]";
    if (c == '\\' && std::isalnum(static_cast<unsigned char>(next))) return "a backslash before a letter or digit";
    if (c == '{' || (c == '(' && next == '?')) return quoted(text.substr(i, c == '{' ? 1 : 2)) + " in it";
    const bool repeats = !listed && (c == '*' || c == '+' || c == '?');
    if (repeats && (before == '(' || before == '|' || before == '^'))
      return "nothing before " + quoted(text.substr(i, 1));
    if (c == '[' && !listed) {
      listed = true;
      i += next == ']' || (next == '^' && text.substr(i + 2, 1) == "]") ? (next == ']' ? 1U : 2U) : 0U;
    } else if (c == ']') {
      listed = false;
    }
    before = c == '\\' ? 'x' : c;
    if (c == '\\') ++i;
  }
  return Compiled(text).error();
}

bool Pattern::found_in(const std::string& name) const { return Compiled(text).found_in(name); }
bool Pattern::matches(const std::string& name) const { return Compiled("^(" + text + ")$").found_in(name); }

void Field<Pattern>::read(const Reader& json, Pattern& out) {
  if (!json.is_string()) return json.expected(text());
  const std::string wrong = Pattern::error(json.string());
  if (wrong.empty())
    out.text = json.string();
  else
    json.error("not a regular expression that is understood: " + json.shown() + ": " + wrong,
               "it may have . ^ $ * + ? | ( ) [ ], and a backslash before any of them");
}

}  // namespace nntrain
