// Initial values of weights. One file each (or one for a group that shares a formula); the list is registry.cpp.
#pragma once
#include <cstdint>
#include <span>

#include "config/component.h"

namespace nntrain {

// Where an initializer's random numbers come from: base/random.h at (seed, stream, 0, element).
struct Draw {
  std::uint64_t seed;
  std::uint32_t stream;
};

struct InitializerKind : Kind {
  // Fills a tensor of this shape (row-major).
  void (*fill)(const void* self, std::span<float> out, std::span<const std::int64_t> shape, Draw draw);
};
struct InitializerFamily {
  static constexpr std::string_view name = "initializer";
  static std::span<const InitializerKind> kinds();
};
using Initializer = Component<InitializerFamily>;

}  // namespace nntrain
