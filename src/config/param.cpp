#include "config/param.h"

#include <nlohmann/json.hpp>

#include "config/members.h"

namespace nntrain {

// A bare name where a component's keys and others share one object.
static std::string object_hint(const Reader& json, std::span<const Param> params) {
  if (json.is_string())
    for (const auto& param : params)
      if (param.is_inlined && param.field->family) return "write {\"type\": " + json.shown() + ", …}";
  return {};
}

void read_struct(const Reader& json, std::string_view type, std::span<const Param> params, void* out,
                 std::string (*check)(const void*)) {
  if (!json.is_object()) return json.expected("an object", object_hint(json, params));
  const auto errors_before = json.num_errors();
  Members members(json, type);
  members.read(params, out);
  members.finish();
  run_check(check, out, json, errors_before);
}

// Adds the parameters' members to the object.
static void write_members(Writer object, std::span<const Param> params, const void* value) {
  for (const auto& param : params) {
    const void* member = param.member(const_cast<void*>(value));  // only to find the address
    if (!param.is_inlined) {
      param.field->write(object.member(param.name), member);
    } else if (!param.field->family) {
      write_members(object, param.field->params, member);
    } else if (const auto& component = *param.field->component(const_cast<void*>(member)); component) {
      object.member("type").string(component.type());
      write_members(object, component.any_kind().params, component.self());
    }
  }
}

void write_struct(Writer json, std::span<const Param> params, const void* value) {
  json.object();
  write_members(json, params, value);
}

void write_component(Writer json, const AnyComponent& component) {
  if (!component) return;
  const Kind& kind = component.any_kind();
  if (kind.params.empty()) return json.string(kind.type);
  json.object();
  json.member("type").string(kind.type);
  write_members(json, kind.params, component.self());
}

}  // namespace nntrain
