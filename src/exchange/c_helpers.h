// A helper function of exported C code.
#pragma once
#include <array>
#include <span>
#include <string_view>

namespace nntrain::c_code {

struct Helper {
  std::string_view name;
  std::array<std::string_view, 3> needs;  // those that it calls; empty: none
  std::string_view text;                  // C99
};

// Of columns and answers, each behind those that it calls.
std::span<const Helper> column_helpers();

}  // namespace nntrain::c_code
