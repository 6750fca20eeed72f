#include "config/any_case.h"

#include <nlohmann/json.hpp>

namespace nntrain {

void read_in_any_case(const Reader& json, const Family& family, AnyComponent& out) {
  const bool alone = json.is_string();
  if (alone || (json.has("type") && json.member("type").is_string())) {
    const std::string& name = alone ? json.string() : json.member("type").string();
    const Kind* kind = family.find(name) ? nullptr : family.find_in_any_case(name);
    if (kind) {
      Json spelled = json.json();
      (alone ? spelled : spelled["type"]) = std::string(kind->type);
      return read_component(json.with_value(spelled), family, out);
    }
  }
  read_component(json, family, out);
}

}  // namespace nntrain
