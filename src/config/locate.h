// Where a JSON pointer's value stands in a text, and how to show that place to a person.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace nntrain {

struct Location {
  std::size_t key = 0;    // byte of the member's key; of the value itself where there is none
  std::size_t value = 0;  // byte of the value
  bool exact = false;     // false: nothing stands at the pointer, this is the nearest value around it
};

// Scans the text, which must have been parsed without a syntax error, on each call: meant for reporting.
Location locate(std::string_view text, std::string_view pointer);

struct LineColumn {
  std::size_t line = 1, column = 1;  // the column in code points
};
LineColumn line_column(std::string_view text, std::size_t offset);

// The line of the text around the offset and a caret under it, each indented by 2 and ending in a newline. At most 100
// columns wide: a longer line is cut around the caret. Tabs are shown as one space.
std::string excerpt(std::string_view text, std::size_t offset);

}  // namespace nntrain
