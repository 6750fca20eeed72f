#include "callbacks/path_template.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace nntrain::callbacks {

namespace {

[[noreturn]] void fail(const std::string& message, const std::string& hint = {}) {
  throw Error(ErrorKind::config, message, {}, hint);
}

constexpr const char* example = "a field is written {epoch:02d} or {val_loss:.2f}, a brace twice: {{";

}  // namespace

PathTemplate::PathTemplate(std::string_view text) {
  Piece literal;
  const auto finish = [&] {
    if (!literal.text.empty()) pieces_.push_back(literal);
    literal.text.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '{' && c != '}') {
      literal.text += c;
    } else if (i + 1 < text.size() && text[i + 1] == c) {
      literal.text += c;
      ++i;
    } else if (c == '}') {
      fail("a single } in the name", example);
    } else {
      const std::size_t end = text.find_first_of("{}", i + 1);
      if (end == std::string_view::npos || text[end] != '}') fail("a { without its }", example);
      const std::string_view inside = text.substr(i + 1, end - i - 1);
      const std::size_t colon = std::min(inside.find(':'), inside.size());
      finish();
      Piece field{std::string(inside.substr(0, colon)), true,
                  std::string(inside.substr(std::min(colon + 1, inside.size())))};
      if (field.text.empty()) fail("a field without a name in the name", example);
      check_python_format(field.spec);
      fields_.push_back(field.text);
      pieces_.push_back(std::move(field));
      i = end;
    }
  }
  finish();
}

std::string PathTemplate::filled(const std::vector<Value>& values) const {
  std::string path;
  for (const Piece& piece : pieces_) {
    if (!piece.is_field) {
      path += piece.text;
      continue;
    }
    const auto found = std::find_if(values.begin(), values.end(), [&](const Value& v) { return v.name == piece.text; });
    if (found == values.end()) {
      std::vector<std::string_view> names;
      for (const Value& value : values) names.push_back(value.name);
      fail("no value is called " + quoted(piece.text) + "; there are " +
           list_of(std::span<const std::string_view>(names), "and"));
    }
    path += python_format(found->number, piece.spec);
  }
  return path;
}

}  // namespace nntrain::callbacks
