// Cells of a CSV file to be written.
#pragma once
#include <string>
#include <string_view>

namespace nntrain {

// In quotes where it must be (RFC 4180), or where it would else lose its spaces.
inline std::string csv_cell(std::string_view text) {
  const bool plain =
      text.find_first_of(",;\t|\"\r\n") == std::string_view::npos && !text.starts_with(' ') && !text.ends_with(' ');
  if (plain && !text.empty()) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

}  // namespace nntrain
