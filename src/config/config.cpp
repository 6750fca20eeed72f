#include "config/config.h"

#include <nlohmann/json.hpp>

#include "config/json_text.h"
#include "config/overrides.h"

namespace nntrain::detail {

void read_source(Diagnostics& diagnostics, const FieldType& type, void* out) {
  Json json;
  if (!parse_json(diagnostics, json)) return;
  apply_overrides(json, diagnostics);
  type.read(Reader(json, {}, diagnostics), out);
}

void replace_component(const FieldType& type, void* value, const std::string& pointer, const AnyComponent& component) {
  Json whole, part;
  type.write(Writer(whole), value);
  write_component(Writer(part), component);
  whole.at(Json::json_pointer(pointer)).update(part);
  Diagnostics diagnostics;
  type.read(Reader(whole, {}, diagnostics), value);
  diagnostics.throw_if_any();
}

std::string value_text(const FieldType& type, const void* value) {
  Json json;
  type.write(Writer(json), value);
  return json_text(json);
}

}  // namespace nntrain::detail
