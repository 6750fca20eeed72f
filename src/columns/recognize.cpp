#include "columns/recognize.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"
#include "columns/date.h"

namespace nntrain {

bool are_booleans(std::span<const std::string> texts) {
  constexpr std::array<std::array<std::string_view, 2>, 5> pairs{{{"false", "true"}, {"no", "yes"}, {"f", "t"}, {"n", "y"}, {"off", "on"}}};
  return texts.size() >= 2 && std::ranges::any_of(pairs, [&](const auto& pair) {
    return std::ranges::all_of(texts, [&](const std::string& text) {
      return equal_in_any_case(text, pair[0]) || equal_in_any_case(text, pair[1]);
    });
  });
}

std::optional<std::string> date_format_of(std::span<const std::string> texts) {
  const auto known = columns::known_date_formats();
  const auto found = std::ranges::find_if(known, [&](const std::string& format) {
    return std::ranges::all_of(texts, [&](const std::string& text) { return columns::parse_date(text, format).has_value(); });
  });
  return found == known.end() ? std::nullopt : std::optional(*found);
}

}  // namespace nntrain
