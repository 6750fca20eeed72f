// std::variant whose copy may fail: where there is no memory for a copy's value, libstdc++ 12 destroys one that is not there, if all that the
// variant may hold are strings, vectors and what is copied by its bytes. Here the value is copied first.
#pragma once
#include <utility>
#include <variant>

namespace nntrain {

template <class... T>
struct OneOf : std::variant<T...> {
  using Variant = std::variant<T...>;
  using Variant::Variant;
  using Variant::operator=;

  OneOf() = default;
  OneOf(const OneOf& other) : Variant() { Variant::operator=(other); }
  OneOf(OneOf&&) = default;
  OneOf& operator=(const OneOf&) = default;
  OneOf& operator=(OneOf&&) = default;
  ~OneOf() = default;
};

}  // namespace nntrain
