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
  Json spelled = json.json();
  Json* type = spelled.is_string()                               ? &spelled
               : spelled.is_object() && spelled.contains("type") ? &spelled["type"]
                                                                 : nullptr;
  if (!type || !type->is_string() || family.find(type->get<std::string>())) return read_component(json, family, out);
  for (std::size_t i = 0; i < family.size(); ++i)
    if (same_letters(family.kind(i).type, type->get<std::string>())) *type = std::string(family.kind(i).type);
  read_component(json.with_value(spelled), family, out);
}

}  // namespace nntrain
