// Initial values of weights. One file each (or one for a group that shares a formula); the list is registry.cpp.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

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
  // Of one that looks at the fans of a kernel: the same with these axes as them, unless it names its own. Null for others.
  std::shared_ptr<const void> (*with_fan_axes)(const void* self, std::span<const std::int64_t> input_axes,
                                               std::span<const std::int64_t> output_axes);
};
struct InitializerFamily {
  static constexpr std::string_view name = "initializer";
  static std::span<const InitializerKind> kinds();
};
using Initializer = Component<InitializerFamily>;

// An initializer of a kernel whose inputs and units are not its last two axes.
Initializer with_fan_axes(const Initializer& initializer, std::span<const std::int64_t> input_axes,
                          std::span<const std::int64_t> output_axes);

}  // namespace nntrain
