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

// Whether a brief Writer leaves the member out: it is what it is by itself.
static bool is_usual(const Param& param, const void* member, const void* usual) {
  Json own, by_itself;
  param.field->write(Writer(own), member);
  param.field->write(Writer(by_itself), usual);
  return own == by_itself;
}

// Adds the parameters' members to the object.
static void write_members(Writer object, std::span<const Param> params, const void* value, const void* defaults) {
  const auto member_of = [](const Param& param, const void* holder) -> const void* {
    return holder ? param.member(const_cast<void*>(holder)) : nullptr;  // only to find the address
  };
  for (const auto& param : params) {
    const void *member = member_of(param, value), *usual = member_of(param, defaults);
    if (!param.is_inlined) {
      if (!object.is_brief() || param.is_required || !usual || !is_usual(param, member, usual))
        param.field->write(object.member(param.name), member);
    } else if (!param.field->family) {
      write_members(object, param.field->params, member, usual);
    } else if (const auto& component = *param.field->component(const_cast<void*>(member)); component) {
      object.member("type").string(component.type());
      const auto created = component.any_kind().create();
      write_members(object, component.any_kind().params, component.self(), created.get());
    }
  }
}

void walk_params(std::span<const Param> params, const void* object, const PartVisitor& visit) {
  for (const auto& param : params) {
    const void* member = param.member(const_cast<void*>(object));  // only to find the address
    if (param.is_inlined && !param.field->family)
      walk_params(param.field->params, member, visit);
    else
      param.field->walk(member, visit);
  }
}

void walk_component(const AnyComponent& component, const Family& family, const PartVisitor& visit) {
  if (!component) return;
  const Kind& kind = component.any_kind();
  const auto defaults = kind.create();
  visit({&family, kind.type, kind.params, component.self(), defaults.get()});
  walk_params(kind.params, component.self(), visit);
}

void write_struct(Writer json, std::span<const Param> params, const void* value, const void* defaults) {
  json.object();
  write_members(json, params, value, defaults);
}

void write_component(Writer json, const AnyComponent& component) {
  if (!component) return;
  const Kind& kind = component.any_kind();
  if (kind.params.empty()) return json.string(kind.type);
  json.object();
  json.member("type").string(kind.type);
  const auto created = kind.create();
  write_members(json, kind.params, component.self(), created.get());
  if (json.is_brief() && json.json().size() == 1) json.string(kind.type);
}

}  // namespace nntrain
