#include "layers/layer_entry.h"

namespace nntrain {

namespace {

constexpr std::string_view call_type = "shared_call", call_summary = "A further call of a layer that has a name.";

}  // namespace

void Field<LayerEntry>::read(const Reader& json, LayerEntry& out) {
  if (!json.has("shared")) return read_struct(json, LayerEntry::type, LayerEntry::params, &out, nullptr);
  if (json.has("type"))
    return json.member("shared").key_error(
        "an entry is a layer, which has a \"type\", or a further call of one, which has none",
        "take away one of \"type\" and \"shared\"");
  const std::size_t errors = json.num_errors();
  read_struct(json, "a further call", LayerEntry::call_params, &out, nullptr);
  if (out.shared.empty() && json.num_errors() == errors)
    json.member("shared").error("expected the name of a layer; got \"\"");
}

void Field<LayerEntry>::write(Writer json, const LayerEntry& value) {
  const LayerEntry defaults;
  if (value.is_shared())
    write_struct(json, LayerEntry::call_params, &value, &defaults);
  else
    write_struct(json, LayerEntry::params, &value, &defaults);
}

void Field<LayerEntry>::schema(Schema schema) {
  LayerEntry defaults;
  struct_schema(schema.alternative(), LayerEntry::type, LayerEntry::summary, LayerEntry::params, &defaults);
  struct_schema(schema.alternative(), call_type, call_summary, LayerEntry::call_params, &defaults);
}

}  // namespace nntrain
