// A file name with fields to be filled in, as Python's str.format writes them: "{epoch:02d}-{val_loss:.2f}.json".
//
// A field is {name} or {name:spec} with a spec of python_text.h; a brace is doubled.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "callbacks/python_text.h"

namespace nntrain::callbacks {

class PathTemplate {
 public:
  struct Value {
    std::string_view name;
    PythonNumber number;
  };

  // Throws Error{config} without a place: a brace too many, or a spec that Python does not know.
  explicit PathTemplate(std::string_view text);

  const std::vector<std::string>& fields() const { return fields_; }  // their names, in order

  // Throws Error{config}: a field that is not among the values, a type that does not fit its number.
  std::string filled(const std::vector<Value>& values) const;

 private:
  struct Piece {
    std::string text;  // as it stands; or of a field its name
    bool is_field = false;
    std::string spec;
  };
  std::vector<Piece> pieces_;
  std::vector<std::string> fields_;
};

}  // namespace nntrain::callbacks
