// The reference in plain text, for a terminal of 80 to 100 columns, made from the descriptions: `nntrain layers
// [Dense]`.
#pragma once
#include <string>
#include <string_view>

#include "config/component.h"

namespace nntrain {

// One line a component: its name and summary.
std::string reference_list(const Family& family);

// Where a config has components of a family.
struct Place {
  std::string_view before, after;     // what stands around one there
  bool takes_names = true;            // whether its name alone may stand there
  std::string (*shared)() = nullptr;  // the table of what may stand beside any of them, or none
};

namespace detail {
std::string struct_page(std::string_view type, std::string_view summary, std::span<const Param> params, void* defaults);
std::string own_table(std::span<const Param> params, void* defaults);
}  // namespace detail

// The parameters of a described struct itself, without those of what is inlined in it.
template <Described C>
std::string own_table() {
  C defaults;
  return detail::own_table(C::params, &defaults);
}

// Of one component: summary, examples at its place, other names, and its parameters with type, default, range and
// meaning. `name` may be an alias, in any case; an unknown one throws Error{usage} with the nearest name.
std::string reference_page(const Family& family, std::string_view name, const Place& place = {});

// The component as JSON, with a value for each required parameter; with its first parameter where none is required.
std::string example_of(const Kind& kind);

// Of a described struct that belongs to no family, like the training job itself.
template <Described C>
std::string reference_page() {
  C defaults;
  return detail::struct_page(C::type, C::summary, C::params, &defaults);
}

}  // namespace nntrain
