// A regular expression that names are searched with, as Keras does: "bias", "dense_[12]/kernel", "out$|^head".
// Of Python's expressions it takes . ^ $ * + ? | ( ) [ ] and the backslash before punctuation: what names need.
#pragma once
#include <string>

#include "config/field.h"

namespace nntrain {

struct Pattern {
  std::string text;

  static std::string error(const std::string& text);  // what is wrong with an expression, or ""

  // Precondition of both: no error.
  bool found_in(const std::string& name) const;  // Python's re.search
  bool matches(const std::string& name) const;   // re.fullmatch
  bool operator==(const Pattern&) const = default;
};

template <>
struct Field<Pattern> {
  static bool fits(const Reader& json) { return json.is_string(); }
  static void read(const Reader& json, Pattern& out);
  static void write(Writer json, const Pattern& value) { json.string(value.text); }
  static void schema(Schema schema) { schema.type("string"); }
  static std::string text() { return "a pattern"; }
};

}  // namespace nntrain
