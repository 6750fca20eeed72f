#include "config/overrides.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "config/json_text.h"

namespace nntrain {
namespace {

Json parsed_value(const std::string& text) {
  Diagnostics faults({"", text, {}});
  Json value;
  return parse_json(faults, value) && faults.empty() ? value : Json(text);
}

// The child called `token` of the value at `pointer`, made when it is missing. Null after reporting, as a fault of the
// override's own pointer, why it cannot be.
Json* child(Json& parent, const std::string& token, const std::string& pointer, const std::string& whole,
            Diagnostics& diagnostics) {
  if (parent.is_string()) parent = Json{{"type", parent}};
  if (parent.is_null()) parent = Json::object();
  if (parent.is_object()) return &parent[token];
  const auto name = pointer.empty() ? "the config" : pointer;
  if (!parent.is_array()) {
    diagnostics.error(whole, name + " has no parts; it is " + short_json(parent));
    return nullptr;
  }
  const auto index = parse_int(token);
  if (index && *index >= 0 && static_cast<std::size_t>(*index) < parent.size())
    return &parent[static_cast<std::size_t>(*index)];
  diagnostics.error(whole, name + " is a list of " + count_of(static_cast<std::int64_t>(parent.size()), "item") +
                               ", counted from 0; got " + nntrain::quoted(token));
  return nullptr;
}

}  // namespace

Override parse_override(std::string_view argument) {
  const auto equals = argument.find('=');
  const auto path = argument.substr(0, equals);
  const bool whole = !path.empty() && !path.starts_with('.') && !path.ends_with('.');
  if (equals == std::string_view::npos || !whole || path.find("..") != std::string_view::npos)
    throw Error{ErrorKind::usage,
                "--set takes path=value; got " + nntrain::quoted(argument),
                {},
                "for example --set optimizer.learning_rate=0.01"};
  Override out{{}, {}, std::string(argument.substr(equals + 1))};
  for (std::size_t begin = 0; begin <= path.size();) {
    const auto end = std::min(path.find('.', begin), path.size());
    out.path.emplace_back(path.substr(begin, end - begin));
    out.pointer = child_pointer(out.pointer, out.path.back());
    begin = end + 1;
  }
  return out;
}

void apply_overrides(Json& json, Diagnostics& diagnostics) {
  for (const auto& argument : diagnostics.source().overrides) {
    const auto override = parse_override(argument);
    Json* place = &json;
    std::string parent;
    for (const auto& token : override.path) {
      place = child(*place, token, parent, override.pointer, diagnostics);
      if (!place) break;
      parent = child_pointer(parent, token);
    }
    if (place) *place = parsed_value(override.value);
  }
  for (const auto& argument : diagnostics.source().assumed) {
    const auto assumption = parse_override(argument);
    const std::string& key = assumption.path.front();
    if (!json.is_object() || json.contains(key)) continue;
    json[key] = parsed_value(assumption.value);
    diagnostics.note_assumed(key);
  }
}

}  // namespace nntrain
