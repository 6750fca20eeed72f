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

std::string value_text(const FieldType& type, const void* value) {
  Json json;
  type.write(Writer(json), value);
  return json_text(json);
}

}  // namespace nntrain::detail
