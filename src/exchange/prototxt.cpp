#include "exchange/prototxt.h"

#include <algorithm>
#include <cctype>

namespace nntrain {

namespace {

constexpr int most_nested = 100;

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) { next(); }

  std::optional<std::vector<TextField>> read() {
    std::vector<TextField> fields;
    if (!message(fields, 0) || token_ != Token::end) return {};
    return fields;
  }

 private:
  enum class Token { word, text, mark, end, fault };  // word: also a number

  void next() {
    while (!rest_.empty() && (std::isspace(static_cast<unsigned char>(rest_[0])) || std::string_view(",;#").find(rest_[0]) != std::string_view::npos))
      rest_.remove_prefix(rest_[0] == '#' ? std::min(rest_.find('\n'), rest_.size()) : 1);
    value_.clear();
    if (rest_.empty()) {
      token_ = Token::end;
    } else if (is_word(rest_[0])) {
      token_ = Token::word;
      value_.assign(rest_.begin(), std::ranges::find_if_not(rest_, is_word));
      rest_.remove_prefix(value_.size());
    } else if (rest_[0] == '"' || rest_[0] == '\'') {
      quoted_text(rest_[0]);
    } else {
      token_ = std::string_view(":{}[]").find(rest_[0]) == std::string_view::npos ? Token::fault : Token::mark;
      value_ = rest_[0];
      rest_.remove_prefix(1);
    }
  }
  static bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || std::string_view("_.+-").find(c) != std::string_view::npos; }
  void quoted_text(char quote) {
    token_ = Token::fault;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == quote) {
        token_ = Token::text;
        rest_.remove_prefix(i + 1);
        return;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;  // what is behind it stays as it is, an octal number too
      value_ += rest_[i];
    }
  }
  bool is(char mark) const { return token_ == Token::mark && value_[0] == mark; }
  bool is_value() const { return token_ == Token::word || token_ == Token::text; }

  bool message(std::vector<TextField>& fields, int depth) {
    if (depth > most_nested) return false;
    while (token_ == Token::word) {
      const std::string name = value_;
      next();
      const bool has_colon = is(':');
      if (has_colon) next();
      if (is('{')) {
        next();
        fields.push_back({name, {}, {}});
        if (!message(fields.back().fields, depth + 1) || !is('}')) return false;
      } else if (has_colon && is('[')) {
        for (next(); is_value(); next()) fields.push_back({name, value_, {}});
        if (!is(']')) return false;
      } else if (has_colon && is_value()) {
        fields.push_back({name, value_, {}});
      } else {
        return false;
      }
      next();
    }
    return token_ != Token::fault;
  }

  std::string_view rest_;
  Token token_ = Token::end;
  std::string value_;
};

}  // namespace

std::optional<std::vector<TextField>> read_text_format(std::string_view text) { return Reader(text).read(); }

}  // namespace nntrain
