// A choice from a family: "relu", "Adam", or {"type": "Adam", "learning_rate": 0.01}.
//
// A family's own room defines it; nothing registers itself. For losses:
//
//   struct LossKind : Kind {                      // Kind plus the family's interface, as function pointers
//     Tensor (*call)(const void* self, Builder&, Tensor truth, Tensor prediction);
//   };
//   struct LossFamily {
//     static constexpr std::string_view name = "loss";
//     static std::span<const LossKind> kinds();   // in registry.cpp
//   };
//   using Loss = Component<LossFamily>;
//
//   // registry.cpp: one line a component
//   template <class C>
//   constexpr LossKind loss() {
//     return {kind<C>(), [](const void* self, Builder& b, Tensor t, Tensor p) { return object<C>(self).call(b, t, p);
//     }};
//   }
//   constexpr LossKind all[] = {loss<MeanSquaredError>(), loss<Huber>()};
//   std::span<const LossKind> LossFamily::kinds() { return all; }
//
//   // use
//   Loss loss = "mse";  Loss other = Huber{.delta = 2};
//   Tensor y = loss.call(&LossKind::call, b, truth, prediction);
//
// A type answers to its name, its listed aliases, and Keras' spellings of its name: "MeanSquaredError",
// "mean_squared_error", "meansquarederror".
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/param.h"

namespace nntrain {

// What every component's type tells of itself.
struct Kind {
  std::string_view type, summary;
  std::span<const std::string_view> aliases;
  std::span<const Param> params;
  const void* id;                     // the same for the same C++ type only
  std::shared_ptr<void> (*create)();  // with defaults
  std::string (*check)(const void*);  // or null
};

// A family, without its interface.
struct Family {
  std::string_view name;  // "loss"
  std::size_t (*size)();
  const Kind& (*kind)(std::size_t index);

  const Kind* find(std::string_view name_or_alias) const;  // null when there is none
  const Kind* find_in_any_case(std::string_view name_or_alias) const;  // "ADAM"; as it is spelled, if one is so
  const Kind* find(const void* id) const;
};

// All names the kind answers to, its type first.
std::vector<std::string> names_of(const Kind& kind);

std::string names_hint(const Family& family);  // for a hint: one of "Adam", "SGD", …

// The family's name or alias that a person probably meant, or empty.
std::string nearest_name(const Family& family, std::string_view name);

// Keras' to_snake_case: "MeanSquaredError" -> "mean_squared_error", "PReLU" -> "p_re_lu". Also of automatic layer
// names.
std::string snake_case(std::string_view name);

template <class F>
inline constexpr Family family_of{F::name, [] { return F::kinds().size(); },
                                  [](std::size_t i) -> const Kind& { return F::kinds()[i]; }};

namespace detail {
template <class C>
inline constexpr char identity = 0;
}  // namespace detail

template <Described C>
constexpr Kind kind() {
  Kind k{C::type,      C::summary,           {},
         C::params,    &detail::identity<C>, [] { return std::shared_ptr<void>(std::make_shared<C>()); },
         check_of<C>()};
  if constexpr (requires { C::aliases; }) k.aliases = C::aliases;
  return k;
}

// The component behind a `self`.
template <class C>
const C& object(const void* self) {
  return *static_cast<const C*>(self);
}

// A component of a family not known here. A value: copies share the object, which never changes.
class AnyComponent {
 public:
  AnyComponent() = default;  // none yet; what a required member starts as
  AnyComponent(const Kind& kind, std::shared_ptr<const void> self) : kind_(&kind), self_(std::move(self)) {}

  explicit operator bool() const { return kind_ != nullptr; }
  std::string_view type() const { return kind_ ? kind_->type : std::string_view(); }
  const Kind& any_kind() const { return *kind_; }  // precondition: there is one
  const void* self() const { return self_.get(); }

  template <class C>
  const C* as() const {  // null when it is of another type
    return kind_ && kind_->id == &detail::identity<C> ? static_cast<const C*>(self_.get()) : nullptr;
  }

  friend bool operator==(const AnyComponent& a, const AnyComponent& b);  // same type, same parameters

 private:
  const Kind* kind_ = nullptr;
  std::shared_ptr<const void> self_;
};

AnyComponent make_component(const Family& family,
                            std::string_view name);  // with defaults; throws Error{internal} if unknown
AnyComponent make_component(const Family& family, const void* id, std::shared_ptr<const void> self);
void read_component(const Reader& json, const Family& family, AnyComponent& out);
void write_component(Writer json, const AnyComponent& component);
void component_schema(Schema schema, const Family& family);
std::string component_text(const Family& family);
bool fits_component(const Reader& json);

template <class F>
class Component : public AnyComponent {
 public:
  using KindType = std::remove_cvref_t<decltype(F::kinds()[0])>;

  Component() = default;
  Component(const char* name) : AnyComponent(make_component(family_of<F>, std::string_view(name))) {}
  template <Described C>
  requires(!std::derived_from<C, AnyComponent>) Component(C value)
      : AnyComponent(make_component(family_of<F>, &detail::identity<C>, std::make_shared<const C>(std::move(value)))) {}

  const KindType& kind() const { return static_cast<const KindType&>(any_kind()); }

  // Calls a function of the family's interface on this component.
  template <class R, class... P, class... A>
  R call(R (*KindType::*function)(const void*, P...), A&&... arguments) const {
    return (kind().*function)(self(), std::forward<A>(arguments)...);
  }
};

template <class F>
struct Field<Component<F>> {
  static constexpr const Family* family() { return &family_of<F>; }
  static bool fits(const Reader& json) { return fits_component(json); }
  static void read(const Reader& json, Component<F>& out) { read_component(json, family_of<F>, out); }
  static void write(Writer json, const Component<F>& value) { write_component(json, value); }
  static void schema(Schema schema) { component_schema(schema, family_of<F>); }
  static std::string text() { return component_text(family_of<F>); }
};

}  // namespace nntrain
