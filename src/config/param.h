// A parameter is described once. A component (a layer, an optimizer, a section of the config, ...) is a plain struct
// that lists its parameters; reading, validation, defaults, writing, the JSON Schema and the reference follow from the
// list.
//
//   struct Adam {
//     static constexpr std::string_view type = "Adam", summary = "Adapts each weight's step by the moments of its
//     gradient.";
//
//     double learning_rate = 0.001;
//     double beta_1 = 0.9;
//     GradientClipping clipping;  // a described struct whose parameters stand beside ours
//
//     static constexpr std::array params{
//         optional<&Adam::learning_rate>("learning_rate", "size of a step", positive).alias("lr"),
//         optional<&Adam::beta_1>("beta_1", "decay of the first moment", fraction),
//         inlined<&Adam::clipping>(),
//     };
//   };
//
// The default of an optional parameter is the member's own initialiser. A struct may also have
//   static constexpr std::array<std::string_view, 2> aliases{"mse", "MSE"};   further names of the type
//   std::string check() const;    what is wrong with the values taken together, or ""; asked when each is right by
//   itself
// and without parameters says `static constexpr auto params = no_params;`.
//
// An object that mixes its own keys with a component's, as an entry of "layers" does:
//   struct LayerEntry {  // {"type": "Dense", "units": 3, "name": "a", "inputs": ["x"]}
//     static constexpr std::string_view type = "layer_entry", summary = "...";
//     Layer layer;       // a Component<LayerFamily>
//     std::string name;
//     std::vector<std::string> inputs;
//     static constexpr std::array params{inlined<&LayerEntry::layer>(), optional<&LayerEntry::name>("name", "..."),
//     ...};
//   };
// What types members may have: field.h.
#pragma once
#include <array>
#include <concepts>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "config/field.h"

namespace nntrain {

struct Param;
struct Family;
class AnyComponent;
struct Part;
using PartVisitor = std::function<void(const Part&)>;

// What reading and writing need to know of a member's type T.
struct FieldType {
  bool (*fits)(const Reader&);
  void (*read)(const Reader&, void* out);
  void (*write)(Writer, const void* value);
  void (*schema)(Schema);
  std::string (*text)();
  void (*walk)(const void* value, const PartVisitor& visit);
  // Of types that can be inlined: a described struct's parameters and check, or a component's family and base class.
  std::span<const Param> params = {};
  std::string (*check)(const void*) = nullptr;
  const Family* family = nullptr;
  AnyComponent* (*component)(void* member) = nullptr;
  // The family of the components that a value holds, however deep: of an optional or a list of them, of a number or one.
  const Family* held = nullptr;
};

// One parameter of a struct; made by required(), optional() and inlined().
struct Param {
  std::string_view name, doc;
  Range range = any;
  const FieldType* field;
  void* (*member)(void* object);  // object -> its member
  bool is_required = false;
  bool is_inlined = false;
  std::string_view other_name = {};
  std::string_view sample = {};

  constexpr Param alias(std::string_view second_name) const {
    Param copy = *this;
    copy.other_name = second_name;
    return copy;
  }
  // The JSON of a value for the example in the reference; every required parameter has one.
  constexpr Param example(std::string_view json) const {
    Param copy = *this;
    copy.sample = json;
    return copy;
  }
};

inline constexpr std::array<Param, 0> no_params{};

// A described struct or a component somewhere inside a value, beside one of its kind with defaults. Parameters of what
// is inlined in it are its own; an inlined component is a part of its own.
struct Part {
  const Family* family;  // of a component; else null
  std::string_view type;
  std::span<const Param> params;
  const void* value;
  const void* defaults;
};

// The shape of a described struct. `params` converts to a span of Param.
template <class C>
concept Described = requires {
  { C::type } -> std::convertible_to<std::string_view>;
  { C::summary } -> std::convertible_to<std::string_view>;
  std::span<const Param>(C::params);
}
&&std::default_initializable<C>&& std::copyable<C>;

void read_struct(const Reader& json, std::string_view type, std::span<const Param> params, void* out,
                 std::string (*check)(const void*));
// `defaults`: an object with the defaults, which a brief Writer leaves out.
void write_struct(Writer json, std::span<const Param> params, const void* value, const void* defaults = nullptr);
void struct_schema(Schema schema, std::string_view type, std::string_view summary, std::span<const Param> params,
                   void* defaults);

void walk_params(std::span<const Param> params, const void* object, const PartVisitor& visit);
void walk_component(const AnyComponent& component, const Family& family, const PartVisitor& visit);

// Calls `visit` for every part of the value, however deep in lists and options, itself included.
template <class T>
void walk(const T& value, const PartVisitor& visit);

// The check() of a C, type-erased; null when it has none.
template <class C>
constexpr auto check_of() -> std::string (*)(const void*) {
  if constexpr (requires(const C& c) {
                  { c.check() } -> std::convertible_to<std::string>;
                })
    return [](const void* object) -> std::string { return static_cast<const C*>(object)->check(); };
  else
    return nullptr;
}

template <Described C>
struct Field<C> {
  static constexpr std::span<const Param> params() { return C::params; }
  static bool fits(const Reader& json) { return json.is_object(); }
  static void read(const Reader& json, C& out) { read_struct(json, C::type, C::params, &out, check_of<C>()); }
  static void write(Writer json, const C& value) {
    const C defaults{};
    write_struct(json, C::params, &value, &defaults);
  }
  static void schema(Schema schema) {
    C defaults;
    struct_schema(schema, C::type, C::summary, C::params, &defaults);
  }
  static std::string text() {  // where a component is inlined, it is one with more to say
    for (const Param& param : params())
      if (param.is_inlined && param.field->family) return param.field->text();
    return "an object";
  }
};

namespace detail {

template <class T>
struct Held {
  static constexpr bool any = requires { Field<T>::family(); };
  static constexpr const Family* family() {
    if constexpr (any)
      return Field<T>::family();
    else
      return nullptr;
  }
};
template <class T>
struct Held<std::optional<T>> : Held<T> {};
template <class T>
struct Held<std::vector<T>> : Held<T> {};
template <class T>
struct Held<OneOrMany<T>> : Held<T> {};
template <class T>
struct Held<Keyed<T>> : Held<T> {};
template <class... T>
struct Held<std::variant<T...>> {
  static constexpr bool any = (Held<T>::any || ...);
  // The first one's. Not by comparing addresses with null: with sanitizers, g++ does not take that for a constant.
  template <class First, class... Rest>
  static constexpr const Family* first() {
    if constexpr (Held<First>::any || sizeof...(Rest) == 0)
      return Held<First>::family();
    else
      return first<Rest...>();
  }
  static constexpr const Family* family() { return first<T...>(); }
};

template <class... T>
struct Held<OneOf<T...>> : Held<std::variant<T...>> {};

template <class T>
constexpr FieldType make_field_type() {
  FieldType type{
      .fits = [](const Reader& json) { return Field<T>::fits(json); },
      .read = [](const Reader& json, void* out) { Field<T>::read(json, *static_cast<T*>(out)); },
      .write = [](Writer json, const void* value) { Field<T>::write(json, *static_cast<const T*>(value)); },
      .schema = [](Schema schema) { Field<T>::schema(schema); },
      .text = [] { return Field<T>::text(); },
      .walk = [](const void* value, const PartVisitor& visit) { walk(*static_cast<const T*>(value), visit); },
  };
  if constexpr (requires { Field<T>::params(); }) {
    type.params = Field<T>::params();
    type.check = check_of<T>();
  }
  if constexpr (requires { Field<T>::family(); }) {
    type.family = Field<T>::family();
    type.component = [](void* member) -> AnyComponent* { return static_cast<T*>(member); };
  }
  type.held = Held<T>::family();
  return type;
}

template <class T>
inline constexpr FieldType field_type = make_field_type<T>();

template <class T>
void walk_items(const T& items, const PartVisitor& visit) {
  for (const auto& item : items) walk(item, visit);
}

template <auto Member>
struct MemberOf;
template <class C, class T, T C::*Member>
struct MemberOf<Member> {
  using Type = T;
  static void* get(void* object) { return &(static_cast<C*>(object)->*Member); }
};

template <auto Member>
constexpr Param make_param(std::string_view name, std::string_view doc, Range range) {
  return {name, doc, range, &field_type<typename MemberOf<Member>::Type>, &MemberOf<Member>::get};
}

}  // namespace detail

template <class T>
void walk(const T& value, const PartVisitor& visit) {
  if constexpr (requires { Field<T>::family(); }) {
    walk_component(value, *Field<T>::family(), visit);
  } else if constexpr (Described<T>) {
    const T defaults;
    visit({nullptr, T::type, T::params, &value, &defaults});
    walk_params(T::params, &value, visit);
  } else if constexpr (requires { value.has_value(); }) {
    if (value) walk(*value, visit);
  } else if constexpr (requires { value.valueless_by_exception(); }) {
    std::visit([&](const auto& held) { walk(held, visit); }, value);
  } else if constexpr (requires { value.value.valueless_by_exception(); }) {
    walk(value.value, visit);  // PerOutput
  } else if constexpr (requires { value.entries; }) {
    for (const auto& [key, item] : value.entries) walk(item, visit);
  } else if constexpr (requires { value.values.begin(); }) {
    detail::walk_items(value.values, visit);
  } else if constexpr (requires { value.begin(); }) {
    if constexpr (!std::convertible_to<T, std::string_view>) detail::walk_items(value, visit);
  }
}

// `Member` must be a member of the struct itself, not of a base (share parameters by inlined()).
template <auto Member>
constexpr Param required(std::string_view name, std::string_view doc, Range range = any) {
  Param param = detail::make_param<Member>(name, doc, range);
  param.is_required = true;
  return param;
}

template <auto Member>
constexpr Param optional(std::string_view name, std::string_view doc, Range range = any) {
  return detail::make_param<Member>(name, doc, range);
}

// The member, a described struct or a Component, has no key of its own: its parameters are in the same object.
template <auto Member>
constexpr Param inlined() {
  Param param = detail::make_param<Member>({}, {}, any);
  param.is_inlined = true;
  return param;
}

}  // namespace nntrain
