#include "config/any_case.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

namespace nntrain {

namespace {

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

void read_in_any_case(const Reader& json, const Family& family, AnyComponent& out) {
  const bool alone = json.is_string();
  if (alone || (json.has("type") && json.member("type").is_string())) {
    const std::string& name = alone ? json.string() : json.member("type").string();
    for (std::size_t i = 0; i < family.size() && !family.find(name); ++i) {
      if (!same_letters(family.kind(i).type, name)) continue;
      Json spelled = json.json();
      (alone ? spelled : spelled["type"]) = std::string(family.kind(i).type);
      return read_component(json.with_value(spelled), family, out);
    }
  }
  read_component(json, family, out);
}

}  // namespace nntrain
