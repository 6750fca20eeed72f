// The types a parameter may have. Field<T> says how a T stands in JSON:
//
//   bool, integers, double, std::string
//   an enumeration         a string; list its names: `template <> inline constexpr std::array<std::string_view, 2>
//                          enum_names<Padding> = {"valid", "same"};`, in the order of the enumerators 0, 1, ...
//   std::optional<T>       null, or a T
//   std::vector<T>         a list; also where Keras takes a tuple
//   OneOrMany<T>           a T, or a list of them: `axis`
//   Keyed<T>               an object with keys of the user's own, in their order: class_weight
//   std::variant<T...>     the first whose fits() says so: variant<double, Schedule>, variant<std::string, Keyed<...>>;
//                          OneOf<T...>, likewise
//   a described struct     an object (param.h);  Component<Family>: a string or an object with "type" (component.h)
//
// Any other type is taught by specialising Field<T> with the five functions, as below. A param's range holds for every
// number in it, however deep.
#pragma once
#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/one_of.h"
#include "config/value.h"

namespace nntrain {

template <class T>
struct OneOrMany {
  std::vector<T> values;
  bool operator==(const OneOrMany&) const = default;
};

template <class T>
struct Keyed {
  std::vector<std::pair<std::string, T>> entries;

  const T* find(std::string_view key) const {
    for (const auto& [name, value] : entries)
      if (name == key) return &value;
    return nullptr;
  }
  bool operator==(const Keyed&) const = default;
};

template <class E>
inline constexpr std::array<std::string_view, 0> enum_names{};

template <class E>
concept NamedEnum = std::is_enum_v<E> &&(enum_names<E>.size() > 0);

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;

template <>
struct Field<bool> {
  static bool fits(const Reader& json);             // is it of this kind of JSON? (not yet: is it right?)
  static void read(const Reader& json, bool& out);  // reports what is wrong; `out` is set only when right
  static void write(Writer json, bool value);
  static void schema(Schema schema);
  static std::string text();  // for "expected ..." and the reference: "a boolean"
};

template <>
struct Field<std::int64_t> {
  static bool fits(const Reader& json);
  static void read(const Reader& json, std::int64_t& out);
  static void write(Writer json, std::int64_t value);
  static void schema(Schema schema);
  static std::string text();
};

template <>
struct Field<double> {
  static bool fits(const Reader& json);
  static void read(const Reader& json, double& out);
  static void write(Writer json, double value);
  static void schema(Schema schema);
  static std::string text();
};

template <>
struct Field<std::string> {
  static bool fits(const Reader& json);
  static void read(const Reader& json, std::string& out);
  static void write(Writer json, std::string_view value);
  static void schema(Schema schema);
  static std::string text();
};

// Precondition of the templates below lies in these, which are compiled once.
std::optional<std::int64_t> read_integer(const Reader& json, std::int64_t low, std::int64_t high);
// Another name is reported: what was `expected`, and which of the names is near.
std::optional<std::size_t> read_name(const Reader& json, std::span<const std::string_view> names,
                                     const std::string& expected);
std::string names_text(std::span<const std::string_view> names);
std::string plural(std::string text);  // "an integer" -> "integers", "a or b" -> "(a or b)"

template <Integer T>
struct Field<T> : Field<std::int64_t> {
  using Limits = std::numeric_limits<T>;
  static void read(const Reader& json, T& out) {
    const bool wide = sizeof(T) == sizeof(std::int64_t);  // the largest JSON integers are int64
    const auto high = wide ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(Limits::max());
    if (auto value = read_integer(json, static_cast<std::int64_t>(Limits::min()), high)) out = static_cast<T>(*value);
  }
  static void write(Writer json, T value) { json.integer(static_cast<std::int64_t>(value)); }
};

template <NamedEnum E>
struct Field<E> {
  static bool fits(const Reader& json) { return json.is_string(); }
  static void read(const Reader& json, E& out) {
    read(json, out, text());
  }
  static void read(const Reader& json, E& out, const std::string& expected) {
    if (auto index = read_name(json, enum_names<E>, expected)) out = static_cast<E>(*index);
  }
  static void write(Writer json, E value) { json.string(enum_names<E>[static_cast<std::size_t>(value)]); }
  static void schema(Schema schema) { schema.one_of(enum_names<E>); }
  static std::string text() { return names_text(enum_names<E>); }
};

template <class T>
struct Field<std::optional<T>> {
  static bool fits(const Reader& json) { return json.is_null() || Field<T>::fits(json); }
  static void read(const Reader& json, std::optional<T>& out) {
    if (json.is_null())
      out.reset();
    else
      json.read(out.emplace());
  }
  static void write(Writer json, const std::optional<T>& value) {
    if (value) json.write(*value);
  }
  static void schema(Schema schema) {
    Field<T>::schema(schema.alternative());
    schema.alternative().type("null");
  }
  static std::string text() { return Field<T>::text() + " or null"; }
};

template <class T>
struct Field<std::vector<T>> {
  static bool fits(const Reader& json) { return json.is_list(); }
  static void read(const Reader& json, std::vector<T>& out) {
    if (!json.is_list()) return json.expected(text());
    out.assign(json.size(), T{});
    for (std::size_t i = 0; i < json.size(); ++i) {
      T item{};
      json.item(i).read(item);
      out[i] = std::move(item);
    }
  }
  static void write(Writer json, const std::vector<T>& values) {
    json.list();
    for (const auto& value : values) json.item().write(static_cast<const T&>(value));
  }
  static void schema(Schema schema) { Field<T>::schema(schema.items()); }
  static std::string text() { return "a list of " + plural(Field<T>::text()); }
};

template <class T>
struct Field<OneOrMany<T>> {
  static bool fits(const Reader& json) { return json.is_list() || Field<T>::fits(json); }
  static void read(const Reader& json, OneOrMany<T>& out) {
    if (json.is_list()) return json.read(out.values);
    if (!Field<T>::fits(json)) return json.expected(text());
    out.values.assign(1, T{});
    T value{};
    json.read(value);
    out.values[0] = std::move(value);
  }
  static void write(Writer json, const OneOrMany<T>& value) {
    if (value.values.size() == 1)
      json.write(value.values[0]);
    else
      json.write(value.values);
  }
  static void schema(Schema schema) {
    Field<T>::schema(schema.alternative());
    Field<std::vector<T>>::schema(schema.alternative());
  }
  static std::string text() { return Field<T>::text() + " or a list of them"; }
};

template <class T>
struct Field<Keyed<T>> {
  static bool fits(const Reader& json) { return json.is_object(); }
  static void read(const Reader& json, Keyed<T>& out) {
    if (!json.is_object()) return json.expected(text());
    out.entries.clear();
    for (const auto& [key, value] : json.members()) value.read(out.entries.emplace_back(key, T{}).second);
  }
  static void write(Writer json, const Keyed<T>& value) {
    json.object();
    for (const auto& [key, item] : value.entries) json.member(key).write(item);
  }
  static void schema(Schema schema) { Field<T>::schema(schema.values()); }
  static std::string text() { return "an object of " + plural(Field<T>::text()); }
};

template <class... T>
struct Field<OneOf<T...>> : Field<std::variant<T...>> {};

template <class... T>
struct Field<std::variant<T...>> {
  static bool fits(const Reader& json) { return (Field<T>::fits(json) || ...); }
  static void read(const Reader& json, std::variant<T...>& out) {
    if (!(read_as<T>(json, out) || ...)) json.expected(text());
  }
  static void write(Writer json, const std::variant<T...>& value) {
    std::visit([&](const auto& held) { json.write(held); }, value);
  }
  static void schema(Schema schema) { (Field<T>::schema(schema.alternative()), ...); }
  static std::string text() {
    std::string all;
    ((all += (all.empty() ? "" : " or ") + Field<T>::text()), ...);
    return all;
  }

 private:
  template <class One>
  static bool read_as(const Reader& json, std::variant<T...>& out) {
    if (!Field<One>::fits(json)) return false;
    if constexpr (NamedEnum<One>)
      Field<One>::read(json, out.template emplace<One>(), text());  // a wrong name might have been meant for another
    else
      json.read(out.template emplace<One>());
    return true;
  }
};

}  // namespace nntrain
