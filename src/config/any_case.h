// Families whose types Keras finds however their letters are written: "adam", "ADAM".
#pragma once
#include "config/component.h"

namespace nntrain {

void read_in_any_case(const Reader& json, const Family& family, AnyComponent& out);

// A base for Field<Component<F>>.
template <class F>
struct AnyCaseField {
  static constexpr const Family* family() { return &family_of<F>; }
  static bool fits(const Reader& json) { return fits_component(json); }
  static void read(const Reader& json, Component<F>& out) { read_in_any_case(json, family_of<F>, out); }
  static void write(Writer json, const Component<F>& value) { write_component(json, value); }
  static void schema(Schema schema) { component_schema(schema, family_of<F>); }
  static std::string text() { return component_text(family_of<F>); }
};

}  // namespace nntrain
