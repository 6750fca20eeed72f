// A value that may be said for all outputs, or for each: T, a list in the order of the outputs, or an object by output
// layer. An object that has a "type" is a T.
#pragma once
#include "config/field.h"

namespace nntrain {

template <class T>
struct PerOutput {
  std::variant<T, std::vector<T>, Keyed<T>> value;

  const T* all() const { return std::get_if<0>(&value); }
  const std::vector<T>* by_place() const { return std::get_if<1>(&value); }
  const Keyed<T>* by_name() const { return std::get_if<2>(&value); }
};

template <class T>
struct Field<PerOutput<T>> {
  static bool is_by_name(const Reader& json) { return json.is_object() && !json.has("type"); }
  static bool fits(const Reader& json) { return json.is_list() || is_by_name(json) || Field<T>::fits(json); }
  static void read(const Reader& json, PerOutput<T>& out) {
    if (json.is_list()) json.read(out.value.template emplace<1>());
    else if (is_by_name(json)) json.read(out.value.template emplace<2>());
    else json.read(out.value.template emplace<0>());
  }
  static void write(Writer json, const PerOutput<T>& out) {
    std::visit([&](const auto& held) { json.write(held); }, out.value);
  }
  static void schema(Schema schema) {
    Field<T>::schema(schema.alternative());
    Field<std::vector<T>>::schema(schema.alternative());
    Field<Keyed<T>>::schema(schema.alternative());
  }
  static std::string text() { return Field<T>::text(); }
};

}  // namespace nntrain
