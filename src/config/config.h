// A whole described struct from a text and back. The training job, in short:
//
//   Diagnostics diagnostics({"config.json", text, overrides});
//   const Spec spec = read_config<Spec>(diagnostics);
//   diagnostics.throw_if_any();          // or first add what building the network finds:
//   diagnostics.error("/layers/2", ...)
//   ... config_text(spec) ...            // every default filled in; reading it gives the same spec
#pragma once
#include <string>

#include "config/component.h"
#include "config/diagnostics.h"

namespace nntrain {

namespace detail {
void read_source(Diagnostics& diagnostics, const FieldType& type, void* out);
void replace_component(const FieldType& type, void* value, const std::string& pointer, const AnyComponent& component);
std::string value_text(const FieldType& type, const void* value);
std::string schema_text(const FieldType& type, std::string_view title);
}  // namespace detail

// Parses the diagnostics' source, applies its overrides, reads a C. What is wrong with any of it is in `diagnostics`
// then, and the result is good only if that is empty.
template <Described C>
C read_config(Diagnostics& diagnostics) {
  C out;
  detail::read_source(diagnostics, detail::field_type<C>, &out);
  return out;
}

// The same from parsed JSON; `pointer` is where it stands in the diagnostics' text ("/config" in a model file).
template <Described C>
C read_config(const Json& json, Diagnostics& diagnostics, std::string pointer = {}) {
  C out;
  Reader(json, std::move(pointer), diagnostics).read(out);
  return out;
}

// Puts another component of the same type where one stands in the value, at a place as diagnostics name it ("/layers/2"); what
// else stands in that object stays. Precondition: there is one.
template <Described C>
void replace_component(C& value, const std::string& pointer, const AnyComponent& component) {
  detail::replace_component(detail::field_type<C>, &value, pointer, component);
}

// As JSON, keys in the order of the description, ending in a newline.
template <Described C>
std::string config_text(const C& value) {
  return detail::value_text(detail::field_type<C>, &value);
}

// The JSON Schema (draft 2020-12) of a C, for editors.
template <Described C>
std::string schema_text(std::string_view title) {
  return detail::schema_text(detail::field_type<C>, title);
}

}  // namespace nntrain
