// The JSON Schema of described structs and families. What can be named (a family, a kind, a struct) stands once in
// $defs.
#include <nlohmann/json.hpp>

#include "config/component.h"
#include "config/config.h"
#include "config/json_text.h"

namespace nntrain {
namespace {

// One JSON object's schema while its parameters are gathered from several descriptions.
struct ObjectSchema {
  Json properties = Json::object();
  Json required = Json::array();

  Json finish(std::string_view summary) && {
    Json out{{"type", "object"}, {"description", summary}, {"properties", std::move(properties)}};
    if (!required.empty()) out["required"] = std::move(required);
    out["additionalProperties"] = false;
    return out;
  }
};

void add_params(ObjectSchema& object, std::span<const Param> params, void* defaults, Json& definitions,
                const Kind* inlined_kind);

void add_kind(ObjectSchema& object, const Kind& kind, Json& definitions) {
  object.properties["type"] = Json{{"enum", names_of(kind)}};
  object.required.push_back("type");
  const auto defaults = kind.create();
  add_params(object, kind.params, defaults.get(), definitions, nullptr);
}

void add_param(ObjectSchema& object, const Param& param, void* member, Json& definitions) {
  Json node{{"description", param.doc}};
  if (!param.is_required) param.field->write(Writer(node["default"]), member);
  param.field->schema(Schema(node, definitions, param.range));
  object.properties[std::string(param.name)] = node;
  if (param.other_name.empty()) {
    if (param.is_required) object.required.push_back(param.name);
    return;
  }
  node["description"] = "another name of " + std::string(param.name);
  object.properties[std::string(param.other_name)] = std::move(node);
}

// `inlined_kind` stands for the component that is inlined, if one is.
void add_params(ObjectSchema& object, std::span<const Param> params, void* defaults, Json& definitions,
                const Kind* inlined_kind) {
  for (const auto& param : params) {
    void* member = param.member(defaults);
    if (!param.is_inlined)
      add_param(object, param, member, definitions);
    else if (param.field->family)
      add_kind(object, *inlined_kind, definitions);
    else
      add_params(object, param.field->params, member, definitions, inlined_kind);
  }
}

const Family* inlined_family(std::span<const Param> params) {
  for (const auto& param : params) {
    if (!param.is_inlined) continue;
    if (param.field->family) return param.field->family;
    if (const auto* family = inlined_family(param.field->params)) return family;
  }
  return nullptr;
}

// Fills $defs[name] by make(), once, and refers to it. Its place is taken first: a wrapper's layer may be a wrapper.
template <class Make>
void refer(Json& node, Json& definitions, const std::string& name, Make make) {
  node["$ref"] = "#/$defs/" + name;
  if (definitions.contains(name)) return;
  definitions[name] = Json::object();
  Json made = make();
  definitions[name] = std::move(made);
}

bool needs_params(const Kind& kind) {
  for (const auto& param : kind.params)
    if (param.is_required) return true;
  return false;
}

Json family_schema(const Family& family, Json& definitions) {
  Json names = Json::array(), choices = Json::array();
  for (std::size_t i = 0; i < family.size(); ++i)
    if (!needs_params(family.kind(i)))
      for (const auto& name : names_of(family.kind(i))) names.push_back(name);
  if (!names.empty()) choices.push_back(Json{{"enum", std::move(names)}});
  for (std::size_t i = 0; i < family.size(); ++i) {
    const Kind& kind = family.kind(i);
    refer(choices.emplace_back(Json::object()), definitions, std::string(family.name) + '.' + std::string(kind.type),
          [&] {
            ObjectSchema object;
            add_kind(object, kind, definitions);
            return std::move(object).finish(kind.summary);
          });
  }
  return Json{{"anyOf", std::move(choices)}};
}

}  // namespace

void struct_schema(Schema schema, std::string_view type, std::string_view summary, std::span<const Param> params,
                   void* defaults) {
  auto& definitions = schema.definitions();
  const auto object_schema = [&](const Kind* kind) {
    ObjectSchema object;
    add_params(object, params, defaults, definitions, kind);
    return std::move(object).finish(kind ? kind->summary : summary);
  };
  refer(schema.node(), definitions, std::string(type), [&] {
    const auto* family = inlined_family(params);
    if (!family) return object_schema(nullptr);
    Json choices = Json::array();
    for (std::size_t i = 0; i < family->size(); ++i) {
      const Kind& kind = family->kind(i);
      refer(choices.emplace_back(Json::object()), definitions, std::string(type) + '.' + std::string(kind.type),
            [&] { return object_schema(&kind); });
    }
    return Json{{"description", summary}, {"anyOf", std::move(choices)}};
  });
}

void component_schema(Schema schema, const Family& family) {
  refer(schema.node(), schema.definitions(), std::string(family.name),
        [&] { return family_schema(family, schema.definitions()); });
}

std::string detail::schema_text(const FieldType& type, std::string_view title) {
  Json definitions = Json::object(), root = Json::object();
  type.schema(Schema(root, definitions));
  Json out{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
  out.update(root);
  out["$defs"] = std::move(definitions);
  return json_text(out);
}

}  // namespace nntrain
