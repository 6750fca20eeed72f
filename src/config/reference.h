// The reference in plain text, for a terminal of 80 to 100 columns, made from the descriptions: `nntrain layers
// [Dense]`.
#pragma once
#include <string>
#include <string_view>

#include "config/component.h"

namespace nntrain {

// One line a component: its name and summary.
std::string reference_list(const Family& family);

// Of one component: summary, other names, and its parameters with type, default, range and meaning.
// `name` may be an alias; an unknown one throws Error{usage} with the nearest name.
std::string reference_page(const Family& family, std::string_view name);

namespace detail {
std::string struct_page(std::string_view type, std::string_view summary, std::span<const Param> params, void* defaults);
}  // namespace detail

// Of a described struct that belongs to no family, like the training job itself.
template <Described C>
std::string reference_page() {
  C defaults;
  return detail::struct_page(C::type, C::summary, C::params, &defaults);
}

}  // namespace nntrain
