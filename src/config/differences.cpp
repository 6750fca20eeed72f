#include "config/differences.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/diagnostics.h"
#include "config/json_text.h"

namespace nntrain {

namespace {

class Comparison {
 public:
  explicit Comparison(std::size_t most) : most_(most) {}

  void compare(const std::string& pointer, const Json& before, const Json& now) {
    if (before == now || found.size() == most_) return;
    if (before.is_object() && now.is_object()) return compare_members(pointer, before, now);
    if (before.is_array() && now.is_array()) return compare_items(pointer, before, now);
    found.push_back({pointer, short_json(before), short_json(now)});
  }

  std::vector<Difference> found;

 private:
  void one_sided(const std::string& pointer, const Json* before, const Json* now) {
    if (found.size() < most_) found.push_back({pointer, before ? short_json(*before) : "", now ? short_json(*now) : ""});
  }

  void compare_members(const std::string& pointer, const Json& before, const Json& now) {
    for (const auto& [key, value] : before.items()) {
      const std::string place = child_pointer(pointer, key);
      if (now.contains(key)) compare(place, value, now[key]);
      else one_sided(place, &value, nullptr);
    }
    for (const auto& [key, value] : now.items())
      if (!before.contains(key)) one_sided(child_pointer(pointer, key), nullptr, &value);
  }

  void compare_items(const std::string& pointer, const Json& before, const Json& now) {
    for (std::size_t i = 0; i < std::max(before.size(), now.size()); ++i) {
      const std::string place = child_pointer(pointer, i);
      if (i >= before.size()) one_sided(place, nullptr, &now[i]);
      else if (i >= now.size()) one_sided(place, &before[i], nullptr);
      else compare(place, before[i], now[i]);
    }
  }

  std::size_t most_;
};

}  // namespace

std::vector<Difference> differences(std::string_view before, std::string_view now, std::size_t most) {
  const Json before_json = Json::parse(before, nullptr, false), now_json = Json::parse(now, nullptr, false);
  if (before_json.is_discarded() || now_json.is_discarded()) return before == now ? std::vector<Difference>{} : std::vector<Difference>{{"", "no JSON", "no JSON"}};
  Comparison comparison(most);
  comparison.compare("", before_json, now_json);
  return comparison.found;
}

std::string to_text(const Difference& difference) {
  const auto text = [](const std::string& value) { return value.empty() ? std::string("nothing") : value; };
  return difference.pointer + ": " + text(difference.now) + ", was " + text(difference.before);
}

}  // namespace nntrain
